// The one place where text of our own server becomes elements; its policy is what Trusted Types asks for.

const policy = globalThis.trustedTypes?.createPolicy("vrijplek-own-pages", { createHTML: (text) => text });

/** The elements of a page or fragment that our own server sent. */
export function parsed(text) {
  const trusted = policy ? policy.createHTML(text) : text;
  return new DOMParser().parseFromString(trusted, "text/html").body;
}
