// Zoom by changing the drawing's width inside its frame, which scrolls: panning, momentum and focus stay the browser's.
import { dragging, pinching } from "./gestures.js";

const STEP = 1.3;
const MOST = 5;

/**
 * Makes a plan zoom by buttons, Ctrl and wheel, or two fingers; returns how to zoom by other means.
 * @param {HTMLElement} plan
 * @returns {(by: "in" | "out" | "reset") => void}
 */
export function zooming(plan) {
  const frame = plan.querySelector("[data-frame]");
  const drawing = plan.querySelector("[data-drawing]");
  if (!(frame instanceof HTMLElement) || !(drawing instanceof SVGSVGElement)) return () => {};
  const natural = Number(drawing.getAttribute("width"));
  const width = () => drawing.getBoundingClientRect().width;

  /**
   * Set the width in px, keeping the point (x, y) of the frame where it is.
   * @param {number} wanted
   */
  const to = (wanted, x = frame.clientWidth / 2, y = frame.clientHeight / 2) => {
    const after = Math.min(Math.max(wanted, frame.clientWidth), natural * MOST);
    const grown = after / width();
    const [left, top] = [frame.scrollLeft + x, frame.scrollTop + y];
    drawing.style.minWidth = "0";
    drawing.style.width = `${after}px`;
    frame.scrollTo(left * grown - x, top * grown - y);
  };
  /** @param {"in" | "out" | "reset"} by */
  const zoom = (by) => to(by === "in" ? width() * STEP : by === "out" ? width() / STEP : frame.clientWidth);

  for (const button of plan.querySelectorAll("[data-zoom] [data-by]")) {
    button.addEventListener("click", () => zoom(/** @type {any} */ (button).dataset.by));
  }
  const wheel = (/** @type {WheelEvent} */ event) => {
    if (!event.ctrlKey && !event.metaKey) return;
    event.preventDefault();
    const box = frame.getBoundingClientRect();
    to(width() * Math.exp(-event.deltaY / 300), event.clientX - box.x, event.clientY - box.y);
  };
  frame.addEventListener("wheel", wheel, { passive: false });
  dragging(frame);
  pinching(frame, to, width);
  plan.querySelector(".mark[aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });
  return zoom;
}
