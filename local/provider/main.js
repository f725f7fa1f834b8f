/**
 * The identity provider of `make run`: oidc-provider, certified, with the demo's people and no passwords. It plays Entra
 * ID, so that Vrijplek signs people in here as it does in a municipality.
 *
 * Usage: node main.js '{"issuer": …, "listener": fd, "app": …, "tenant": …, "accounts": file, "keys": file}'. It serves
 * a socket that it is given, which listens on loopback only, and stops at SIGTERM.
 */

import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import Provider from 'oidc-provider'

import { configuration } from './configuration.js'
import { isInteraction, signIn } from './interaction.js'
import { signingKeys } from './keys.js'
import { People } from './people.js'

/** @import { Account } from './people.js' */

/**
 * @typedef {object} Settings
 * @property {string} issuer our own address, without a slash at its end
 * @property {number} listener the open socket on which to serve
 * @property {string} app Vrijplek's address, without a slash at its end
 * @property {string} tenant the directory's id, as Entra calls it
 * @property {string} accounts the file of the people who can sign in
 * @property {string} keys the file that holds the signing keys; it is made where it is missing
 */

/** @type {Settings} */
const settings = JSON.parse(process.argv[2] ?? '{}')
/** @type {Account[]} */
const accounts = JSON.parse(readFileSync(settings.accounts, 'utf8'))
const people = new People(accounts)
const { host } = new URL(settings.issuer)
const provider = new Provider(
  settings.issuer,
  configuration({ settings, people, keys: signingKeys(settings.keys) }),
)
const protocol = provider.callback()
const style = readFileSync(new URL('style.css', import.meta.url))
const signOut = readFileSync(new URL('sign-out.js', import.meta.url))

const server = createServer((request, response) => {
  if (request.headers.host !== host) {
    response.writeHead(403).end() // a page of another site under a name of its own
  } else if (request.url === '/style.css') {
    response.writeHead(200, { 'Content-Type': 'text/css; charset=utf-8' }).end(style)
  } else if (request.url === '/sign-out.js') {
    response.writeHead(200, { 'Content-Type': 'text/javascript; charset=utf-8' }).end(signOut)
  } else if (isInteraction(request)) {
    signIn({ provider, people, app: settings.app }, request, response)
  } else {
    protocol(request, response)
  }
})
server.listen({ fd: settings.listener })

process.on('SIGTERM', () => {
  server.close(() => process.exit(0))
  server.closeAllConnections()
})
