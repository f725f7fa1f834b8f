/** What we use of oidc-provider, which comes without types. */
declare module 'oidc-provider' {
  import type { IncomingMessage, ServerResponse } from 'node:http'

  export interface Grant {
    addOIDCScope(scope: string): void
    addOIDCClaims(claims: string[]): void
    addResourceScope(resource: string, scope: string): void
    save(): Promise<string>
  }

  export interface Token {
    accountId?: string
    scope?: string
  }

  export interface Context {
    type: string
    body: string
    get(header: string): string
    oidc: {
      client?: { clientId: string }
      session?: { accountId?: string }
      provider: Provider
    }
  }

  export class Prompt {
    constructor(named: { name: string; requestable: boolean })
    checks: { remove(reason: string): void }
  }

  export const interactionPolicy: {
    base(): { get(name: string): Prompt; add(prompt: Prompt, index: number): void }
    Prompt: typeof Prompt
  }

  export default class Provider {
    constructor(issuer: string, configuration: Record<string, unknown>)
    Grant: new (of: { clientId?: string; accountId?: string }) => Grant
    callback(): (request: IncomingMessage, response: ServerResponse) => void
    interactionDetails(request: IncomingMessage, response: ServerResponse): Promise<{ uid: string }>
    interactionFinished(
      request: IncomingMessage,
      response: ServerResponse,
      result: { select_account: object; login: { accountId: string } },
    ): Promise<void>
  }
}
