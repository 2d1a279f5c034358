package access

import "assay/skill"

// applying is how candidates apply for themselves, and what becomes of it.
var applying = []Row{
	{Op: "get-dossier", Kind: Read, Own: true},
	{Op: "keep-dossier", Kind: Enter, Own: true},
	{Op: "get-path", Kind: Read, Own: true},
	{Op: "list-material-kinds", Kind: Read, Public: true},
	{Op: "draft-application", Kind: Enter, Own: true},
	{Op: "list-own-applications", Kind: Read, Own: true},
	{Op: "claim-clause", Kind: Enter, Own: true},
	{Op: "attach-material", Kind: Enter, Own: true, Roles: clerks},
	{Op: "drop-material", Kind: Enter, Own: true, Roles: clerks},
	{Op: "list-materials", Kind: Read, Own: true, Roles: theirs},
	{Op: "get-material", Kind: Read, Own: true, Roles: both},
	{Op: "submit-application", Kind: Enter, Own: true},
	{Op: "explain-application", Kind: Read, Own: true, Roles: theirs},
	{Op: "mark-originals", Kind: Enter, Roles: body},
	{Op: "return-application", Kind: Decide, Roles: only(skill.RoleReviewer, skill.RoleCentreReviewer)},
	{Op: "confirm-application", Kind: Decide, Roles: only(skill.RoleCentreReviewer)},
	{Op: "decline-application", Kind: Decide, Roles: only(skill.RoleCentreReviewer)},
	{Op: "reopen-application", Kind: Decide, Roles: centre},
	{Op: "list-queue", Kind: Read, Roles: theirs},
	{Op: "rule-applications", Kind: Decide, Roles: only(skill.RoleReviewer, skill.RoleCentreReviewer)},
	{Op: "list-suspicions", Kind: Read, Roles: both},
	{Op: "decide-suspicion", Kind: Decide, Roles: only(skill.RoleReviewer, skill.RoleCentreReviewer)},
}

// fees are what applications cost: the cashier takes, the accountant reconciles.
var fees = []Row{
	{Op: "list-fees", Kind: Read, Own: true, Roles: join(body, only(skill.RoleCashier, skill.RoleAccountant))},
	{Op: "get-fee", Kind: Read, Own: true, Roles: join(body, only(skill.RoleCashier, skill.RoleAccountant))},
	{Op: "charge-fee", Kind: Enter, Roles: only(skill.RoleCashier)},
	{Op: "pay-fee", Kind: Enter, Roles: only(skill.RoleCashier)},
	{Op: "waive-fee", Kind: Decide, Roles: only(skill.RoleHead)},
	{Op: "refund-fee", Kind: Enter, Roles: only(skill.RoleCashier)},
	{Op: "reconcile-fee", Kind: Decide, Roles: only(skill.RoleAccountant)},
}
