/* «Nghe đọc»: <p data-listen><audio preload="none"></audio></p> becomes one large button; the sound is fetched
   when it is pressed. Without scripts the browser's own player stands there. */
for (const place of document.querySelectorAll("[data-listen]")) {
  const sound = place.querySelector("audio");
  const words = place.dataset;
  const button = document.createElement("button");
  const word = document.createElement("span");
  button.type = "button";
  button.className = "button quiet";

  const icon = place.querySelector("svg");
  if (icon) button.append(icon);
  button.append(word);
  sound.hidden = true;
  place.append(button);

  const say = (text) => { word.textContent = text; };
  const rest = () => say(words.wordListen);
  rest();

  button.addEventListener("click", () => {
    if (!sound.paused) {
      sound.pause();
      sound.currentTime = 0;
      rest();
      return;
    }
    say(words.wordWait);
    sound.play().then(() => say(words.wordStop), () => say(words.wordFault));
  });
  sound.addEventListener("ended", rest);
}
