// <live-plan>: the plan of one floor. Joins what each module adds to the server's markup.
import { keepFresh } from "./occupancy.js";
import { roving } from "./roving.js";
import { zooming } from "./zoom.js";

export class LivePlan extends HTMLElement {
  stop = () => {};

  connectedCallback() {
    const marks = [.../** @type {NodeListOf<SVGAElement>} */ (this.querySelectorAll(".mark"))];
    roving(this, marks, zooming(this));
    if (this.dataset.url) this.stop = keepFresh(this, marks);
  }

  disconnectedCallback() {
    this.stop();
  }
}
