// One tab stop for the whole plan; arrows go to the nearest place in their direction, Home and End to the ends.

const TOWARDS = {
  ArrowRight: [1, 0],
  ArrowLeft: [-1, 0],
  ArrowDown: [0, 1],
  ArrowUp: [0, -1],
};

/** The mark nearest to `from` in a direction: what lies off the axis counts double, behind does not count. */
export function nearest(from, marks, [dx, dy]) {
  let best = null;
  let least = Infinity;
  for (const mark of marks) {
    const x = mark.dataset.x - from.dataset.x;
    const y = mark.dataset.y - from.dataset.y;
    const along = x * dx + y * dy;
    const aside = Math.abs(x * dy) + Math.abs(y * dx);
    if (along <= 1 || aside > along * 2.5) continue;
    const distance = along + 2 * aside;
    if (distance < least) [best, least] = [mark, distance];
  }
  return best;
}

export function roving(plan, marks, zoom) {
  if (!marks.length) return;
  let active = marks.find((mark) => mark.getAttribute("aria-current")) ?? marks[0];
  for (const mark of marks) mark.setAttribute("tabindex", mark === active ? "0" : "-1");

  const go = (mark) => {
    if (!mark) return;
    active.setAttribute("tabindex", "-1");
    mark.setAttribute("tabindex", "0");
    active = mark;
    mark.focus({ preventScroll: true });
    mark.scrollIntoView({ block: "nearest", inline: "nearest" });
  };

  plan.addEventListener("focusin", (event) => {
    const mark = event.target.closest?.(".mark");
    if (mark && mark !== active) go(mark);
  });
  plan.addEventListener("keydown", (event) => {
    const mark = event.target.closest?.(".mark");
    if (!mark || event.ctrlKey || event.metaKey || event.altKey) return;
    const { key } = event;
    if (key in TOWARDS) go(nearest(mark, marks, TOWARDS[key]));
    else if (key === "Home") go(marks[0]);
    else if (key === "End") go(marks.at(-1));
    else if (key === " ") mark.dispatchEvent(new MouseEvent("click", { bubbles: true, cancelable: true }));
    else if (key === "+" || key === "=") zoom("in");
    else if (key === "-") zoom("out");
    else if (key === "0") zoom("reset");
    else return;
    event.preventDefault();
  });
}
