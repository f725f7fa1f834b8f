// The number of one act: sent with whatever it asks of the server, found again in all that this leads to.

/** @typedef {{ id: string, headers: Record<string, string> }} Trace */

/** @param {Uint8Array} bytes */
const hex = (bytes) => [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");

/**
 * A new one, as the W3C's Trace Context wants it.
 * @returns {Trace}
 */
export function newTrace() {
  const chance = crypto.getRandomValues(new Uint8Array(24));
  const id = hex(chance.subarray(0, 16));
  return { id, headers: { traceparent: `00-${id}-${hex(chance.subarray(16))}-01` } };
}

/** As much of it as somebody can read out, as on our pages. @param {string} id */
export function spoken(id) {
  return `${id.slice(0, 4)} ${id.slice(4, 8)}`;
}
