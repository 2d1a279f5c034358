package access

import "assay/skill"

// duties is what a body owes the centre, and what becomes of its plans.
var duties = []Row{
	{Op: "keep-body-file", Kind: Enter, Roles: theirs},
	{Op: "order-rectification", Kind: Decide, Roles: centre},
	{Op: "list-rectifications", Kind: Read, Roles: overseers},
	{Op: "get-rectification", Kind: Read, Roles: overseers},
	{Op: "hand-in-rectification", Kind: Enter, Roles: only(skill.RoleHead)},
	{Op: "accept-rectification", Kind: Decide, Roles: centre},
	{Op: "send-back-rectification", Kind: Decide, Roles: centre},
	{Op: "lift-rectification", Kind: Decide, Roles: centre},
	{Op: "get-body-figures", Kind: Read, Roles: overseers},
	{Op: "hand-in-annual-report", Kind: Enter, Roles: only(skill.RoleHead)},
	{Op: "list-annual-reports", Kind: Read, Roles: overseers},
	{Op: "list-silent-bodies", Kind: Read, Roles: join(centre, only(skill.RoleDepartment))},
	{Op: "get-annual-report", Kind: Read, Roles: overseers},
	{Op: "accept-annual-report", Kind: Decide, Roles: centre},
	{Op: "send-back-annual-report", Kind: Decide, Roles: centre},
	{Op: "declare-exit", Kind: Decide, Roles: only(skill.RoleHead)},
	{Op: "list-exits", Kind: Read, Roles: overseers},
	{Op: "get-exit", Kind: Read, Roles: overseers},
	{Op: "confirm-exit", Kind: Decide, Roles: only(skill.RoleCentreApprover)},
	{Op: "refuse-exit", Kind: Decide, Roles: only(skill.RoleCentreApprover)},
	{Op: "take-back-exit", Kind: Enter, Roles: only(skill.RoleHead)},
	{Op: "list-handovers", Kind: Read, Roles: overseers},
	{Op: "get-handover", Kind: Read, Roles: overseers},
	{Op: "permit-handover", Kind: Decide, Roles: only(skill.RoleCentreApprover)},
	{Op: "call-off-handover", Kind: Decide, Roles: only(skill.RoleCentreApprover)},
}
