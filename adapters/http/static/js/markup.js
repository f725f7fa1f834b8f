// The one place where text of our own server becomes elements; its policy is what Trusted Types asks for.

/** @type {{ createPolicy(name: string, rules: { createHTML(text: string): string }): { createHTML(text: string): any } } | undefined} */
const types = Reflect.get(globalThis, "trustedTypes");
const policy = types?.createPolicy("vrijplek-own-pages", { createHTML: (text) => text });

/**
 * The elements of a page or fragment that our own server sent.
 * @param {string} text
 */
export function parsed(text) {
  return new DOMParser().parseFromString(policy ? policy.createHTML(text) : text, "text/html").body;
}
