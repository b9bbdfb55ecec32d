/* <form data-together="/url">: what the citizen types on their own screen appears in the clerk's open form.
   A box is filled only while nobody is in it and it still says what the page or this script put there. */
const form = document.querySelector("form[data-together]");
const put = new Map();
let tag = "";

function untouched(field) {
  if (field === document.activeElement) return false;
  const last = put.has(field) ? put.get(field) : field.type === "radio" || field.type === "checkbox" ? field.defaultChecked : original(field);
  return last === (field.type === "radio" || field.type === "checkbox" ? field.checked : field.value);
}

function original(field) {
  if (field.tagName !== "SELECT") return field.defaultValue;
  return [...field.options].find((option) => option.defaultSelected)?.value ?? field.options[0]?.value ?? "";
}

function fill(name, value) {
  for (const field of form.querySelectorAll(`[name="${CSS.escape(name)}"]`)) {
    if (field.type === "file" || field.type === "hidden" || !untouched(field)) continue;
    if (field.type === "radio" || field.type === "checkbox") field.checked = field.value === value;
    else field.value = value;
    put.set(field, field.type === "radio" || field.type === "checkbox" ? field.checked : field.value);
  }
}

async function follow() {
  try {
    const answer = await fetch(form.dataset.together, { headers: tag ? { "If-None-Match": tag } : {}, cache: "no-store", credentials: "same-origin" });
    if (answer.status === 200 && !answer.redirected) {
      tag = answer.headers.get("ETag") || "";
      for (const [name, value] of Object.entries(await answer.json())) fill(name, value);
    }
  } catch {
    /* asked again in a moment */
  }
  setTimeout(follow, 1500);
}

if (form) setTimeout(follow, 1500);
