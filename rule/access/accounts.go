package access

import "assay/skill"

// accounts is how people sign in, and whose records an account opens. What lets
// somebody in is for everybody; what changes an account is its owner's.
var accounts = []Row{
	{Op: "ask-question", Kind: Read, Public: true},
	{Op: "ask-code", Kind: Enter, Public: true},
	{Op: "register", Kind: Enter, Public: true},
	{Op: "sign-in", Kind: Enter, Public: true},
	{Op: "show-second-factor", Kind: Enter, Public: true},
	{Op: "sign-out", Kind: Enter, Public: true},
	{Op: "recover-account", Kind: Enter, Public: true},
	{Op: "get-account", Kind: Read, Self: true},
	{Op: "show-mine", Kind: Read, Self: true},
	{Op: "send-mine", Kind: Enter, Self: true},
	{Op: "list-sign-ins", Kind: Read, Self: true},
	{Op: "list-own-messages", Kind: Read, Self: true},
	{Op: "end-sign-in", Kind: Enter, Self: true},
	{Op: "end-other-sign-ins", Kind: Enter, Self: true},
	{Op: "ask-own-code", Kind: Enter, Self: true},
	{Op: "change-password", Kind: Enter, Self: true},
	{Op: "begin-second-factor", Kind: Enter, Self: true},
	{Op: "finish-second-factor", Kind: Enter, Self: true},
	{Op: "drop-second-factor", Kind: Enter, Self: true},
	{Op: "renew-recovery-codes", Kind: Enter, Self: true},
	{Op: "add-contact", Kind: Enter, Self: true},
	{Op: "drop-contact", Kind: Enter, Self: true},
	{Op: "close-account", Kind: Enter, Self: true},
	{Op: "link-provider", Kind: Enter, Self: true},
	{Op: "unlink-provider", Kind: Enter, Self: true},
	{Op: "begin-passkey", Kind: Enter, Self: true},
	{Op: "add-passkey", Kind: Enter, Self: true},
	{Op: "drop-passkey", Kind: Enter, Self: true},
	{Op: "join-by-code", Kind: Enter, Self: true},

	{Op: "join-account", Kind: Enter, Roles: join(clerks, centre, only(skill.RoleSecurity))},
	{Op: "print-join-code", Kind: Enter, Roles: join(clerks, centre)},
	{Op: "list-disputes", Kind: Read, Roles: join(centre, only(skill.RoleSecurity, skill.RoleAudit))},
	{Op: "get-dispute", Kind: Read, Roles: join(centre, only(skill.RoleSecurity, skill.RoleAudit))},
	{Op: "decide-dispute", Kind: Decide, Roles: only(skill.RoleCentreApprover)},
	{Op: "distinguish-persons", Kind: Decide, Roles: only(skill.RoleCentreApprover)},
	{Op: "list-distinctions", Kind: Read, Roles: join(centre, only(skill.RoleSecurity, skill.RoleAudit))},
	{Op: "reunite-persons", Kind: Decide, Roles: only(skill.RoleCentreApprover)},
	{Op: "make-org-token", Kind: Decide, Roles: only(skill.RoleHead, skill.RoleSystem)},
	{Op: "list-org-tokens", Kind: Read, Roles: only(skill.RoleHead, skill.RoleSystem, skill.RoleSecurity, skill.RoleAudit)},
	{Op: "revoke-org-token", Kind: Decide, Roles: only(skill.RoleHead, skill.RoleSystem, skill.RoleSecurity)},
}
