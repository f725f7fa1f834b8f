// One tab stop for the whole plan; arrows go to the nearest place in their direction, Home and End to the ends.

/** @type {Record<string, [number, number]>} */
const TOWARDS = {
  ArrowRight: [1, 0],
  ArrowLeft: [-1, 0],
  ArrowDown: [0, 1],
  ArrowUp: [0, -1],
};
/** @type {Record<string, "in" | "out" | "reset">} */
const ZOOMS = { "+": "in", "=": "in", "-": "out", 0: "reset" };

/**
 * The mark nearest to `from` in a direction: what lies off the axis counts double, behind does not count.
 * @param {SVGAElement} from
 * @param {SVGAElement[]} marks
 * @param {[number, number]} direction
 */
export function nearest(from, marks, [dx, dy]) {
  let best = null;
  let least = Number.POSITIVE_INFINITY;
  for (const mark of marks) {
    const x = Number(mark.dataset.x) - Number(from.dataset.x);
    const y = Number(mark.dataset.y) - Number(from.dataset.y);
    const along = x * dx + y * dy;
    const aside = Math.abs(x * dy) + Math.abs(y * dx);
    if (along <= 1 || aside > along * 2.5) continue;
    const distance = along + 2 * aside;
    if (distance < least) {
      best = mark;
      least = distance;
    }
  }
  return best;
}

/**
 * @param {HTMLElement} plan
 * @param {SVGAElement[]} marks
 * @param {(by: "in" | "out" | "reset") => void} zoom
 */
export function roving(plan, marks, zoom) {
  const first = marks.find((mark) => mark.getAttribute("aria-current")) ?? marks[0];
  if (!first) return;
  let active = first;
  for (const mark of marks) mark.setAttribute("tabindex", mark === active ? "0" : "-1");

  /** @param {SVGAElement | null | undefined} mark */
  const go = (mark) => {
    if (!mark) return;
    active.setAttribute("tabindex", "-1");
    mark.setAttribute("tabindex", "0");
    active = mark;
    mark.focus({ preventScroll: true });
    mark.scrollIntoView({ block: "nearest", inline: "nearest" });
  };
  /** @param {Event} event */
  const markOf = (event) => {
    const found = event.target instanceof Element ? event.target.closest(".mark") : null;
    return found instanceof SVGAElement ? found : null;
  };

  plan.addEventListener("focusin", (event) => {
    const mark = markOf(event);
    if (mark && mark !== active) go(mark);
  });
  plan.addEventListener("keydown", (event) => {
    const mark = markOf(event);
    if (!mark || event.ctrlKey || event.metaKey || event.altKey) return;
    const direction = TOWARDS[event.key];
    const zoomed = ZOOMS[event.key];
    if (direction) go(nearest(mark, marks, direction));
    else if (zoomed) zoom(zoomed);
    else if (event.key === "Home") go(marks[0]);
    else if (event.key === "End") go(marks.at(-1));
    else if (event.key === " ") mark.dispatchEvent(new MouseEvent("click", { bubbles: true, cancelable: true }));
    else return;
    event.preventDefault();
  });
}
