// A real identity provider (npm oidc-provider) on a loopback port, for tests.
// PROVIDER says {port, client, secret, back, key, people: {login: {claim: value}}}.
// It prints its issuer when it listens and ends when its standard input does.
import { generateKeyPairSync } from 'node:crypto';

URL.parse ??= (url, base) => (URL.canParse(url, base) ? new URL(url, base) : null); // Node 20 has none
const { Provider } = await import('oidc-provider');

const plan = JSON.parse(process.env.PROVIDER);
const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const scopes = { openid: ['sub'], document: ['document', 'name', 'assurance'] };

const server = await new Promise((resolve) => {
  import('node:http').then(({ createServer }) => {
    const s = createServer();
    s.listen(plan.port, '127.0.0.1', () => resolve(s));
  });
});
const issuer = `http://127.0.0.1:${server.address().port}`;
const provider = new Provider(issuer, {
  clients: [{
    client_id: plan.client, client_secret: plan.secret || undefined, redirect_uris: [plan.back], response_types: ['code'], grant_types: ['authorization_code'],
    token_endpoint_auth_method: plan.secret ? 'client_secret_basic' : 'none',
  }],
  jwks: { keys: [{ ...privateKey.export({ format: 'jwk' }), kid: plan.key, use: 'sig', alg: 'RS256' }] },
  cookies: { keys: ['only a test'] },
  claims: scopes,
  conformIdTokenClaims: plan.userinfo, // otherwise the token says everything
  findAccount: (_, id) => ({ accountId: id, claims: () => ({ sub: id, ...plan.people[id] }) }),
  // Whoever signs in has agreed.
  async loadExistingGrant(ctx) {
    const grant = new provider.Grant({ clientId: ctx.oidc.client.clientId, accountId: ctx.oidc.session.accountId });
    grant.addOIDCScope('openid document');
    await grant.save();
    return grant;
  },
});
server.on('request', provider.callback());
console.log(issuer);
process.stdin.on('end', () => process.exit(0)).resume();
