/** The provider's pages. They work without a script and load nothing but their own style. */

import { typicalAs, words } from './words.js'

/** @import { Account, People } from './people.js' */
/** @import { Language } from './words.js' */

/**
 * @param {Language} tongue
 * @param {People} people
 * @param {string} app
 * @param {{ text: string, name: string }} [unknown] who was asked for and cannot sign in; `name` where they are known
 */
export function signInPage(tongue, people, app, unknown) {
  const said = words(tongue)
  const problem = unknown?.name ? `${unknown.name} ${said.noAccount}` : said.unknown
  const wrong = unknown ? `<p class="wrong" id="wrong" role="alert">${safe(problem)}</p>` : ''
  const described = unknown ? 'hint wrong" aria-invalid="true' : 'hint'
  const typical = people.typical.length
    ? `<h2>${safe(said.typical)}</h2>
    <form method="post"><ul class="people">${people.typical.map((each) => `<li>${choice(each, typicalAs(said, each.typical))}</li>`).join('')}</ul></form>`
    : ''
  return page(tongue, said.title, {
    formsTo: app,
    main: `<h1>${safe(said.lead)}</h1>
    <p class="note">${safe(said.note)}</p>
    ${typical}
    <h2>${safe(said.else)}</h2>
    <form method="post" class="else">
      <label for="somebody">${safe(said.somebody)}</label>
      <p class="hint" id="hint">${safe(said.hint)}</p>
      ${wrong}
      <input id="somebody" name="somebody" list="everyone" value="${safe(unknown?.text ?? '')}" maxlength="256" required autocomplete="off" autocapitalize="none" spellcheck="false" aria-describedby="${described}"${unknown ? ' autofocus' : ''}>
      <datalist id="everyone">${people.everyone.map((each) => `<option value="${safe(each.name)}">${safe(each.team)}</option>`).join('')}</datalist>
      <button class="act">${safe(said.signIn)}</button>
    </form>`,
  })
}

/**
 * @param {Account} account
 * @param {string} as
 */
function choice(account, as) {
  const initials = account.name.split(' ').map((each) => each.slice(0, 1)).join('').slice(0, 2).toUpperCase()
  return `<button class="person" name="person" value="${safe(account.sub)}"><span class="mark" aria-hidden="true">${safe(initials)}</span>
    <span class="who"><span class="as">${safe(as)}</span><span class="name">${safe(account.name)}</span>
    <span class="team">${safe(account.team)}</span></span></button>`
}

/**
 * @param {Language} tongue
 * @param {string} form oidc-provider's own, empty but for what protects it
 * @param {string} app
 */
export function signOutPage(tongue, form, app) {
  const said = words(tongue)
  return page(tongue, said.out, {
    formsTo: app,
    head: '<script type="module" src="/sign-out.js"></script>',
    main: `<h1>${safe(said.outLead)}</h1>${form}
    <p><button class="act" form="op.logoutForm" name="logout" value="yes">${safe(said.out)}</button></p>`,
  })
}

/**
 * @param {Language} tongue
 * @param {string} app
 */
export function signedOutPage(tongue, app) {
  const said = words(tongue)
  return page(tongue, said.out, { main: `<h1>${safe(said.signedOut)}</h1>${back(said.back, app)}` })
}

/**
 * A page for a sign-in that cannot go on.
 * @param {Language} tongue
 * @param {string} app
 */
export function lostPage(tongue, app) {
  const said = words(tongue)
  return page(tongue, said.lost, { main: `<h1>${safe(said.lost)}</h1><p>${safe(said.lostLead)}</p>${back(said.back, app)}` })
}

/**
 * @param {Language} tongue
 * @param {string} app
 * @param {string} reason in the protocol's own words
 */
export function errorPage(tongue, app, reason) {
  const said = words(tongue)
  return page(tongue, said.failed, {
    main: `<h1>${safe(said.failed)}</h1><p lang="en">${safe(reason)}</p>${back(said.back, app)}`,
  })
}

/**
 * @param {string} said
 * @param {string} app
 */
function back(said, app) {
  return `<p><a class="act" href="${safe(app)}/">${safe(said)}</a></p>`
}

/**
 * A whole page. `formsTo`: where its forms may lead in the end, besides here.
 * @param {Language} tongue
 * @param {string} title
 * @param {{ main: string, head?: string, formsTo?: string }} parts
 */
function page(tongue, title, { main, head = '', formsTo = '' }) {
  const policy = `default-src 'none'; img-src data:; style-src 'self'; script-src 'self'; base-uri 'none'; form-action 'self' ${formsTo}`
  return `<!DOCTYPE html>
<html lang="${tongue}">
<head>
  <meta charset="utf-8">
  <meta http-equiv="Content-Security-Policy" content="${safe(policy)}">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <meta name="color-scheme" content="light dark">
  <title>${safe(title)} – Vrijplek</title>
  <link rel="icon" href="data:,">
  <link rel="stylesheet" href="/style.css">
  ${head}
</head>
<body>
  <main>
    <p class="brand">Vrijplek · demo</p>
    ${main}
  </main>
</body>
</html>
`
}

/** @param {string} text */
function safe(text) {
  return text.replace(/[&<>"']/g, (each) => `&#${each.charCodeAt(0)};`)
}
