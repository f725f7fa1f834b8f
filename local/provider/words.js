/** What the provider's pages say, in the languages of the product. */

/** @typedef {'nl' | 'fr' | 'de' | 'en'} Language */

const ENGLISH = {
  title: 'Sign in',
  lead: 'Who do you want to be?',
  note: 'This stands in for your municipality’s sign-in. It runs on this machine only and knows no passwords: choose somebody from the demo.',
  typical: 'Typical people',
  else: 'Somebody else',
  somebody: 'Name or sign-in name',
  hint: 'Anyone from the demo. A sign-in name that nobody has yet is a new colleague’s.',
  signIn: 'Sign in',
  unknown: 'Nobody is called that. Look at the spelling, or give a whole sign-in name: name@municipality.example.',
  noAccount: 'has no account and cannot sign in: colleagues book for them, or they use the kiosk.',
  out: 'Sign out',
  outLead: 'Sign out everywhere in this browser?',
  signedOut: 'You are signed out.',
  back: 'To Vrijplek',
  lost: 'This sign-in is over',
  lostLead: 'It took too long, or it was finished in another window. Start again from Vrijplek.',
  failed: 'Signing in did not work',
  'new-colleague': 'New colleague, first day',
  employee: 'Employee',
  'wheelchair-user': 'Employee who uses a wheelchair',
  'other-organisation': 'Employee of the social-welfare office',
  'team-lead': 'Team lead',
  reception: 'Reception',
  'facility-manager': 'Facility manager',
  hr: 'HR',
  administrator: 'Administrator',
  'second-administrator': 'Second administrator',
  auditor: 'Auditor',
  'field-worker': 'Field worker without a PC, on a phone',
}

/** @type {Record<Language, typeof ENGLISH>} */
const WORDS = {
  en: ENGLISH,
  nl: {
    title: 'Aanmelden',
    lead: 'Wie wil je zijn?',
    note: 'Dit speelt het aanmelden bij je gemeente na. Het draait alleen op deze computer en kent geen wachtwoorden: kies iemand uit de demo.',
    typical: 'Typische collega’s',
    else: 'Iemand anders',
    somebody: 'Naam of aanmeldnaam',
    hint: 'Iedereen uit de demo. Een aanmeldnaam die nog niemand heeft, is van een nieuwe collega.',
    signIn: 'Aanmelden',
    unknown: 'Niemand heet zo. Kijk de spelling na, of geef een volledige aanmeldnaam: naam@gemeente.example.',
    noAccount: 'heeft geen account en kan zich niet aanmelden: collega’s reserveren in hun plaats, of zij gebruiken de zuil.',
    out: 'Afmelden',
    outLead: 'Overal in deze browser afmelden?',
    signedOut: 'Je bent afgemeld.',
    back: 'Naar Vrijplek',
    lost: 'Dit aanmelden is voorbij',
    lostLead: 'Het duurde te lang, of het is in een ander venster afgerond. Begin opnieuw vanuit Vrijplek.',
    failed: 'Aanmelden is niet gelukt',
    'new-colleague': 'Nieuwe collega, eerste dag',
    employee: 'Medewerker',
    'wheelchair-user': 'Medewerker in een rolstoel',
    'other-organisation': 'Medewerker van de sociale dienst',
    'team-lead': 'Teamleider',
    reception: 'Onthaal',
    'facility-manager': 'Facilitair beheerder',
    hr: 'Personeelsdienst',
    administrator: 'Beheerder',
    'second-administrator': 'Tweede beheerder',
    auditor: 'Auditor',
    'field-worker': 'Buitenmedewerker zonder pc, met telefoon',
  },
  fr: {
    title: 'Se connecter',
    lead: 'Qui voulez-vous être ?',
    note: 'Cette page joue le rôle de la connexion de votre commune. Elle ne tourne que sur cet ordinateur et ne connaît aucun mot de passe : choisissez quelqu’un de la démo.',
    typical: 'Personnes typiques',
    else: 'Quelqu’un d’autre',
    somebody: 'Nom ou identifiant',
    hint: 'Toute personne de la démo. Un identifiant que personne n’a encore est celui d’un nouveau collègue.',
    signIn: 'Se connecter',
    unknown: 'Personne ne porte ce nom. Vérifiez l’orthographe ou donnez un identifiant complet : nom@commune.example.',
    noAccount: 'n’a pas de compte et ne peut pas se connecter : des collègues réservent à sa place, ou la borne s’en charge.',
    out: 'Se déconnecter',
    outLead: 'Se déconnecter partout dans ce navigateur ?',
    signedOut: 'Vous êtes déconnecté.',
    back: 'Vers Vrijplek',
    lost: 'Cette connexion est terminée',
    lostLead: 'Elle a duré trop longtemps ou s’est achevée dans une autre fenêtre. Recommencez depuis Vrijplek.',
    failed: 'La connexion n’a pas abouti',
    'new-colleague': 'Nouvelle collègue, premier jour',
    employee: 'Agent',
    'wheelchair-user': 'Agent en fauteuil roulant',
    'other-organisation': 'Agent de l’office social',
    'team-lead': 'Chef d’équipe',
    reception: 'Accueil',
    'facility-manager': 'Gestionnaire des bâtiments',
    hr: 'Ressources humaines',
    administrator: 'Administrateur',
    'second-administrator': 'Deuxième administrateur',
    auditor: 'Auditeur',
    'field-worker': 'Agent de terrain sans PC, avec téléphone',
  },
  de: {
    title: 'Anmelden',
    lead: 'Wer möchten Sie sein?',
    note: 'Diese Seite steht für die Anmeldung Ihrer Gemeinde. Sie läuft nur auf diesem Rechner und kennt keine Kennwörter: Wählen Sie jemanden aus der Demo.',
    typical: 'Typische Personen',
    else: 'Jemand anderes',
    somebody: 'Name oder Anmeldename',
    hint: 'Alle aus der Demo. Ein Anmeldename, den noch niemand hat, gehört jemandem, der neu ist.',
    signIn: 'Anmelden',
    unknown: 'So heißt niemand. Prüfen Sie die Schreibweise oder geben Sie einen ganzen Anmeldenamen ein: name@gemeinde.example.',
    noAccount: 'hat kein Konto und kann sich nicht anmelden: Andere buchen stellvertretend, oder das Terminal hilft.',
    out: 'Abmelden',
    outLead: 'In diesem Browser überall abmelden?',
    signedOut: 'Sie sind abgemeldet.',
    back: 'Zu Vrijplek',
    lost: 'Diese Anmeldung ist vorbei',
    lostLead: 'Sie hat zu lange gedauert oder wurde in einem anderen Fenster beendet. Beginnen Sie in Vrijplek neu.',
    failed: 'Die Anmeldung ist nicht gelungen',
    'new-colleague': 'Neue Kollegin, erster Tag',
    employee: 'Angestellte',
    'wheelchair-user': 'Angestellte im Rollstuhl',
    'other-organisation': 'Angestellte des Sozialamts',
    'team-lead': 'Teamleitung',
    reception: 'Empfang',
    'facility-manager': 'Gebäudeverwaltung',
    hr: 'Personalabteilung',
    administrator: 'Administration',
    'second-administrator': 'Zweite Administration',
    auditor: 'Prüfung',
    'field-worker': 'Außendienst ohne PC, mit Telefon',
  },
}

/** @typedef {typeof ENGLISH} Words */

/**
 * The first language of the browser that we speak, or English.
 * @param {string | undefined} accepted an Accept-Language header
 * @returns {Language}
 */
export function language(accepted) {
  const wanted = (accepted ?? '').split(',').map((each) => each.trim().slice(0, 2).toLowerCase())
  return /** @type {Language} */ (wanted.find((each) => each in WORDS) ?? 'en')
}

/**
 * @param {Language} tongue
 * @returns {Words}
 */
export function words(tongue) {
  return WORDS[tongue]
}

/**
 * As whom somebody is offered; empty for a kind that we have no words for.
 * @param {Words} said
 * @param {string} kind
 */
export function typicalAs(said, kind) {
  return Object.hasOwn(said, kind) ? said[/** @type {keyof Words} */ (kind)] : ''
}
