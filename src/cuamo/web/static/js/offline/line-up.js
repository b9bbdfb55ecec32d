/* Writes of one thing follow each other; of several waiting ones only the newest is made. A write that failed is told to
   whoever waited for it and does not stand in the way of the next. */
export function lineUp(write) {
  let now = null;
  let next = null;
  let newest;
  return (value) => {
    newest = value;
    next ??= (async () => {
      await now?.catch(() => {});
      next = null;
      now = write(newest);
      await now;
    })();
    return next;
  };
}
