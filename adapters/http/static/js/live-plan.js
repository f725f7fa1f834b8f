// <live-plan>: the plan of one floor. Joins what each module adds to the server's markup.
import { keepFresh } from "./occupancy.js";
import { roving } from "./roving.js";
import { zooming } from "./zoom.js";

export class LivePlan extends HTMLElement {
  connectedCallback() {
    const marks = [...this.querySelectorAll(".mark")];
    const zoom = zooming(this);
    roving(this, marks, zoom);
    this.stop = this.dataset.url ? keepFresh(this, marks) : () => {};
  }

  disconnectedCallback() {
    this.stop();
  }
}
