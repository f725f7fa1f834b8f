// Panning with the mouse and zooming with two fingers. One finger needs nothing: the frame scrolls.

/**
 * Pan with the mouse. A drag is not a click.
 * @param {HTMLElement} frame
 */
export function dragging(frame) {
  /** @type {{ x: number, y: number, left: number, top: number } | null} */
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
  const swallow = (/** @type {Event} */ event) => {
    if (!moved) return;
    event.preventDefault();
    event.stopPropagation();
    moved = false;
  };
  frame.addEventListener("click", swallow, true);
}

/**
 * Two fingers zoom about the point between them.
 * @param {HTMLElement} frame
 * @param {(width: number, x?: number, y?: number) => void} to
 * @param {() => number} width
 */
export function pinching(frame, to, width) {
  /** @type {Map<number, PointerEvent>} */
  const fingers = new Map();
  /** @type {{ spread: number, width: number } | null} */
  let start = null;
  /** How far two fingers are apart, and the point between them in the frame. */
  const measure = () => {
    const [one, other] = [...fingers.values()];
    if (!one || !other) return null;
    const box = frame.getBoundingClientRect();
    return {
      spread: Math.hypot(one.clientX - other.clientX, one.clientY - other.clientY),
      x: (one.clientX + other.clientX) / 2 - box.x,
      y: (one.clientY + other.clientY) / 2 - box.y,
    };
  };
  frame.addEventListener("pointerdown", (event) => {
    if (event.pointerType !== "touch") return;
    fingers.set(event.pointerId, event);
    const now = measure();
    start = now ? { spread: now.spread, width: width() } : null;
  });
  frame.addEventListener("pointermove", (event) => {
    if (!fingers.has(event.pointerId)) return;
    fingers.set(event.pointerId, event);
    const now = measure();
    if (start && now) to((start.width * now.spread) / start.spread, now.x, now.y);
  });
  const end = (/** @type {PointerEvent} */ event) => {
    fingers.delete(event.pointerId);
    start = null;
  };
  addEventListener("pointerup", end);
  addEventListener("pointercancel", end);
}
