// Asks the device to sign what the page's form holds, and sends its answer by the
// form. Without script, and where passkeys are not known, the page says so.
(() => {
  const form = document.getElementById('passkey');
  const say = (id) => { for (const p of form.querySelectorAll('[data-says]')) p.hidden = p.dataset.says !== id; };
  const bytes = (s) => Uint8Array.from(atob(s.replace(/-/g, '+').replace(/_/g, '/')), (c) => c.charCodeAt(0));
  const text = (b) => btoa(String.fromCharCode(...new Uint8Array(b))).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '');
  if (!window.PublicKeyCredential) { say('unknown'); return; }
  const made = form.dataset.kind === 'create';
  const publicKey = JSON.parse(form.elements.options.value);
  publicKey.challenge = bytes(publicKey.challenge);
  if (publicKey.user) publicKey.user.id = bytes(publicKey.user.id);
  for (const c of [...(publicKey.excludeCredentials || []), ...(publicKey.allowCredentials || [])]) c.id = bytes(c.id);
  const answer = ({ id, rawId, type, response: r }) => {
    const response = { clientDataJSON: text(r.clientDataJSON) };
    for (const k of made ? ['attestationObject'] : ['authenticatorData', 'signature', 'userHandle']) if (r[k]) response[k] = text(r[k]);
    return JSON.stringify({ id, rawId: text(rawId), type, clientExtensionResults: {}, response });
  };
  const ask = async () => {
    say('asking');
    try {
      form.elements.answer.value = answer(await navigator.credentials[made ? 'create' : 'get']({ publicKey }));
      form.submit();
    } catch (e) { say(e.name === 'InvalidStateError' ? 'known' : 'again'); }
  };
  const button = form.querySelector('button');
  button.hidden = false;
  button.addEventListener('click', ask);
  ask();
})();
