// Zoom by changing the drawing's width inside its frame, which scrolls: panning, momentum and focus stay the browser's.

const STEP = 1.3;
const MOST = 5;

export function zooming(plan) {
  const frame = plan.querySelector("[data-frame]");
  const drawing = plan.querySelector("[data-drawing]");
  const buttons = plan.querySelector("[data-zoom]");
  const natural = Number(drawing.getAttribute("width"));

  /** Set the width in px, keeping the point (x, y) of the frame where it is. */
  const to = (width, x = frame.clientWidth / 2, y = frame.clientHeight / 2) => {
    const before = drawing.clientWidth || drawing.getBoundingClientRect().width;
    const after = Math.min(Math.max(width, frame.clientWidth), natural * MOST);
    const grown = after / before;
    const [left, top] = [frame.scrollLeft + x, frame.scrollTop + y];
    drawing.style.minWidth = "0";
    drawing.style.width = `${after}px`;
    frame.scrollTo(left * grown - x, top * grown - y);
  };
  const width = () => drawing.getBoundingClientRect().width;
  const zoom = (by) => to(by === "in" ? width() * STEP : by === "out" ? width() / STEP : frame.clientWidth);

  buttons.addEventListener("click", (event) => {
    const by = event.target.closest("[data-by]")?.dataset.by;
    if (by) zoom(by);
  });
  frame.addEventListener("wheel", (event) => {
    if (!event.ctrlKey && !event.metaKey) return;
    event.preventDefault();
    const box = frame.getBoundingClientRect();
    to(width() * Math.exp(-event.deltaY / 300), event.clientX - box.x, event.clientY - box.y);
  }, { passive: false });

  dragging(frame);
  pinching(frame, to, width);
  plan.querySelector('.mark[aria-current]')?.scrollIntoView({ block: "nearest", inline: "center" });
  return zoom;
}

/** Pan with the mouse; a touch already scrolls. A drag is not a click. */
function dragging(frame) {
  let from = null;
  let moved = false;
  frame.addEventListener("pointerdown", (event) => {
    if (event.pointerType !== "mouse" || event.button !== 0) return;
    from = { x: event.clientX, y: event.clientY, left: frame.scrollLeft, top: frame.scrollTop };
    moved = false;
  });
  addEventListener("pointermove", (event) => {
    if (!from) return;
    const [dx, dy] = [event.clientX - from.x, event.clientY - from.y];
    moved ||= Math.hypot(dx, dy) > 5;
    if (!moved) return;
    frame.classList.add("dragging");
    frame.scrollTo(from.left - dx, from.top - dy);
  });
  addEventListener("pointerup", () => {
    from = null;
    frame.classList.remove("dragging");
  });
  frame.addEventListener("dragstart", (event) => event.preventDefault());
  frame.addEventListener("click", (event) => {
    if (!moved) return;
    event.preventDefault();
    event.stopPropagation();
    moved = false;
  }, true);
}

/** Two fingers zoom about the point between them. */
function pinching(frame, to, width) {
  const fingers = new Map();
  let start = null;
  const spread = () => {
    const [one, other] = [...fingers.values()];
    return Math.hypot(one.clientX - other.clientX, one.clientY - other.clientY);
  };
  frame.addEventListener("pointerdown", (event) => {
    if (event.pointerType !== "touch") return;
    fingers.set(event.pointerId, event);
    start = fingers.size === 2 ? { spread: spread(), width: width() } : null;
  });
  frame.addEventListener("pointermove", (event) => {
    if (!fingers.has(event.pointerId)) return;
    fingers.set(event.pointerId, event);
    if (!start) return;
    const [one, other] = [...fingers.values()];
    const box = frame.getBoundingClientRect();
    const [x, y] = [(one.clientX + other.clientX) / 2 - box.x, (one.clientY + other.clientY) / 2 - box.y];
    to((start.width * spread()) / start.spread, x, y);
  });
  for (const end of ["pointerup", "pointercancel"]) {
    addEventListener(end, (event) => {
      fingers.delete(event.pointerId);
      start = null;
    });
  }
}
