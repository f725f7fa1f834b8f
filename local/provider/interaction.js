/** The sign-in page: one chooses who one is. */

import { lostPage, signInPage } from './pages.js'
import { language } from './words.js'

/** @import { IncomingMessage, ServerResponse } from 'node:http' */
/** @import Provider from 'oidc-provider' */
/** @import { People } from './people.js' */

const LARGEST = 4096

/** @param {IncomingMessage} request */
export function isInteraction(request) {
  return /^\/interaction\/[\w-]{1,64}$/.test(request.url ?? '')
}

/**
 * Show the page (GET), or sign in whoever was chosen (POST).
 * @param {{ provider: Provider, people: People, app: string }} ours
 * @param {IncomingMessage} request
 * @param {ServerResponse} response
 */
export async function signIn({ provider, people, app }, request, response) {
  const tongue = language(request.headers['accept-language'])
  try {
    await provider.interactionDetails(request, response)
    if (request.method !== 'POST') return send(response, 200, signInPage(tongue, people, app))
    const form = await read(request)
    const somebody = form.get('somebody') ?? ''
    const account = form.has('person') ? people.bySub.get(form.get('person') ?? '') : people.find(somebody)
    if (!account?.upn) {
      const unknown = { text: somebody, name: account?.name ?? '' }
      return send(response, 200, signInPage(tongue, people, app, unknown))
    }
    await provider.interactionFinished(request, response, { select_account: {}, login: { accountId: account.sub } })
  } catch {
    send(response, 400, lostPage(tongue, app)) // too late, or opened by hand
  }
}

/**
 * @param {IncomingMessage} request
 * @returns {Promise<URLSearchParams>}
 */
async function read(request) {
  let text = ''
  for await (const piece of request) {
    text += piece
    if (text.length > LARGEST) throw new Error('a form is never that large')
  }
  return new URLSearchParams(text)
}

/**
 * @param {ServerResponse} response
 * @param {number} status
 * @param {string} page
 */
function send(response, status, page) {
  if (response.headersSent) return
  response.writeHead(status, { 'Content-Type': 'text/html; charset=utf-8', 'Cache-Control': 'no-store' }).end(page)
}
