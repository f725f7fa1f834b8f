/** Who can sign in: the demo's people with an account, and whoever is new. */

import { createHash } from 'node:crypto'

/**
 * @typedef {object} Account
 * @property {string} sub what this provider calls them; not their object id, as with Entra
 * @property {string} oid the directory's id of them
 * @property {string} upn their sign-in name; empty for people without an account, who are known by name only
 * @property {string} name
 * @property {string} mail
 * @property {string} locale
 * @property {string[]} roles
 * @property {string} team its name, as people call it
 * @property {string} typical as whom the sign-in page offers them; empty for everybody else
 */

export class People {
  /** @param {Account[]} accounts in the order in which the typical ones are shown */
  constructor(accounts) {
    this.everyone = accounts
    /** @type {Map<string, Account>} */
    this.bySub = new Map(accounts.map((each) => [each.sub, each]))
  }

  /** @returns {Account[]} */
  get typical() {
    return this.everyone.filter((each) => each.typical && each.upn)
  }

  /**
   * Who is meant by a name or a sign-in name; a sign-in name that nobody has is a new colleague's.
   * @param {string} text
   * @returns {Account | undefined}
   */
  find(text) {
    const wanted = plain(text)
    const found =
      this.everyone.find((each) => wanted && (plain(each.upn) === wanted || plain(each.name) === wanted)) ??
      this.#only((each) => plain(each.name).startsWith(wanted))
    if (found || !/^[^@\s]{1,64}@[^@\s]{1,190}$/.test(wanted)) return found
    const newcomer = invented(wanted)
    this.bySub.set(newcomer.sub, newcomer)
    return newcomer
  }

  /** @param {(account: Account) => boolean} meant */
  #only(meant) {
    const found = this.everyone.filter(meant)
    return found.length === 1 ? found[0] : undefined
  }
}

/** @param {string} text */
function plain(text) {
  return text.normalize('NFKD').replace(/\p{M}/gu, '').trim().toLowerCase()
}

/**
 * Somebody of whom only the sign-in name is known; the same one each time.
 * @param {string} upn
 * @returns {Account}
 */
function invented(upn) {
  const hash = createHash('sha256').update(upn).digest('hex')
  const oid = [hash.slice(0, 8), hash.slice(8, 12), `5${hash.slice(13, 16)}`, `8${hash.slice(17, 20)}`, hash.slice(20, 32)]
  const name = (upn.split('@')[0] ?? upn).replace(/[._-]+/g, ' ').replace(/(^| )\p{L}/gu, (letter) => letter.toUpperCase())
  return { sub: `new-${hash.slice(0, 24)}`, oid: oid.join('-'), upn, name, mail: upn, locale: 'en', roles: [], team: '', typical: '' }
}
