/** What oidc-provider is told: the clients, the claims as Entra has them, no consent, our own pages. */

import { randomBytes } from 'node:crypto'
import { interactionPolicy } from 'oidc-provider'

import { errorPage, signedOutPage, signOutPage } from './pages.js'
import { language } from './words.js'

/** @import { Settings } from './main.js' */
/** @import { Account, People } from './people.js' */
/** @import { Context, Token } from 'oidc-provider' */

/** The API, as a resource; tokens for it name the client as their audience, as Entra's do. */
const API = 'api://vrijplek'
const API_SCOPE = 'access_as_user'
const SCOPES = 'openid profile email offline_access'
const HOUR = 3600
const CLAIMS = ['oid', 'tid', 'upn', 'preferred_username', 'name', 'email', 'roles', 'locale']

/**
 * @param {{ settings: Settings, people: People, keys: { keys: object[] } }} given
 * @returns {Record<string, unknown>}
 */
export function configuration({ settings, people, keys }) {
  return {
    clients: clients(settings.app),
    jwks: keys,
    fetch: withoutGuard,
    cookies: { keys: [randomBytes(32).toString('hex')] },
    claims: { openid: ['sub', ...CLAIMS] },
    conformIdTokenClaims: false,
    scopes: SCOPES.split(' '),
    responseTypes: ['code'],
    pkce: { required: () => true },
    ttl: { AccessToken: HOUR, AuthorizationCode: 60, Grant: 24 * HOUR, IdToken: HOUR, Interaction: HOUR, Session: 24 * HOUR },
    interactions: { policy: policy(), url: (/** @type {Context} */ _, /** @type {{ uid: string }} */ { uid }) => `/interaction/${uid}` },
    findAccount: (/** @type {Context} */ _, /** @type {string} */ sub) => found(people.bySub.get(sub), settings.tenant),
    extraTokenClaims: (/** @type {Context} */ _, /** @type {Token} */ token) => ofAccessToken(token, people, settings.tenant),
    loadExistingGrant: granted,
    renderError: (/** @type {Context} */ ctx, /** @type {{ error: string, error_description?: string }} */ out) => {
      ctx.type = 'html'
      ctx.body = errorPage(language(ctx.get('accept-language')), settings.app, out.error_description ?? out.error)
    },
    features: {
      devInteractions: { enabled: false },
      backchannelLogout: { enabled: true },
      resourceIndicators: {
        enabled: true,
        useGrantedResource: () => true,
        defaultResource: (/** @type {Context} */ ctx) => (ctx.oidc.client?.clientId === 'vrijplek-cli' ? API : undefined),
        getResourceServerInfo: () => ({
          scope: API_SCOPE,
          audience: 'vrijplek',
          accessTokenFormat: 'jwt',
          accessTokenTTL: HOUR,
          jwt: { sign: { alg: 'RS256' } },
        }),
      },
      rpInitiatedLogout: {
        enabled: true,
        logoutSource: (/** @type {Context} */ ctx, /** @type {string} */ form) => {
          ctx.body = signOutPage(language(ctx.get('accept-language')), form, settings.app)
        },
        postLogoutSuccessSource: (/** @type {Context} */ ctx) => {
          ctx.body = signedOutPage(language(ctx.get('accept-language')), settings.app)
        },
      },
    },
  }
}

/**
 * The provider tells us who signed out, and we are on loopback, where one on the internet must not be sent by anyone.
 * @param {string} address
 * @param {RequestInit} options
 */
function withoutGuard(address, options) {
  return fetch(address, /** @type {RequestInit} */ ({ ...options, dispatcher: undefined }))
}

/** Sign-in only: nobody is asked for consent, and who wants to choose an account is shown the same page. */
function policy() {
  const prompts = interactionPolicy.base()
  prompts.get('consent').checks.remove('native_client_prompt')
  prompts.add(new interactionPolicy.Prompt({ name: 'select_account', requestable: true }), 0)
  return prompts
}

/**
 * The pages and, for `python -m local.token`, a native client that never listens.
 * @param {string} app
 */
function clients(app) {
  return [
    {
      client_id: 'vrijplek',
      client_name: 'Vrijplek',
      token_endpoint_auth_method: 'none',
      redirect_uris: [`${app}/auth/callback`],
      post_logout_redirect_uris: [`${app}/`, `${app}/auth/signed-out`],
      backchannel_logout_uri: `${app}/auth/back-channel`,
      backchannel_logout_session_required: true,
    },
    {
      client_id: 'vrijplek-cli',
      client_name: 'Vrijplek',
      application_type: 'native',
      token_endpoint_auth_method: 'none',
      redirect_uris: ['http://127.0.0.1/'],
    },
  ]
}

/**
 * @param {Account | undefined} account
 * @param {string} tenant
 */
function found(account, tenant) {
  if (!account) return undefined
  return { accountId: account.sub, claims: () => ({ sub: account.sub, ...claims(account, tenant) }) }
}

/**
 * @param {Account} account
 * @param {string} tenant
 */
function claims(account, tenant) {
  const { oid, upn, name, mail, roles, locale } = account
  return { oid, tid: tenant, upn, preferred_username: upn, name, email: mail, roles, locale }
}

/**
 * @param {Token} token
 * @param {People} people
 * @param {string} tenant
 */
function ofAccessToken(token, people, tenant) {
  const account = people.bySub.get(token.accountId ?? '')
  return account ? { ...claims(account, tenant), scp: token.scope } : undefined
}

/**
 * Consent is the municipality's, given for everybody: a grant is there before anyone is asked.
 * @param {Context} ctx
 */
async function granted(ctx) {
  const { client, session, provider } = ctx.oidc
  const grant = new provider.Grant({ clientId: client?.clientId, accountId: session?.accountId })
  grant.addOIDCScope(SCOPES)
  grant.addOIDCClaims(CLAIMS)
  grant.addResourceScope(API, API_SCOPE)
  await grant.save()
  return grant
}
