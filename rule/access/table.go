package access

import (
	"slices"

	"assay/skill"
)

// Those who stand at one desk together.
var (
	clerks    = []skill.Role{skill.RoleClerk, skill.RoleHead}
	body      = []skill.Role{skill.RoleClerk, skill.RoleReviewer, skill.RoleHead}
	centre    = []skill.Role{skill.RoleCentreReviewer, skill.RoleCentreApprover}
	both      = join(body, centre)
	ours      = join(body, []skill.Role{skill.RoleClient})
	theirs    = join(both, []skill.Role{skill.RoleClient})
	markers   = []skill.Role{skill.RoleClerk, skill.RoleAssessor, skill.RoleHead}
	watch     = join(theirs, []skill.Role{skill.RoleAssessor, skill.RoleInvigilator, skill.RoleSupervisor, skill.RoleCashier, skill.RoleAccountant, skill.RoleDepartment})
	overseers = join(both, []skill.Role{skill.RoleSupervisor, skill.RoleDepartment})
	keepers   = []skill.Role{skill.RoleSystem, skill.RoleSecurity}
)

func join(lists ...[]skill.Role) []skill.Role { return slices.Concat(lists...) }

func only(roles ...skill.Role) []skill.Role { return roles }

// table is every operation with who may do it, desk by desk.
var table = slices.Concat(
	questions, pages, staff, accounts, bodies, filings, duties, plans, planning, seats, candidates,
	applying, fees,
	marks, results, reports, certificates, oversight, privacy, program,
)

var questions = []Row{
	{Op: "ask-eligibility", Kind: Read, Public: true},
	{Op: "read-number", Kind: Read, Public: true},
	{Op: "find-occupations", Kind: Read, Public: true},
	{Op: "list-condition-sets", Kind: Read, Public: true},
	{Op: "get-status-list", Kind: Read, Public: true},
	{Op: "find-bodies", Kind: Read, Public: true},
	{Op: "register-entry", Kind: Read, Public: true},
}

// pages are those of the public, without an address under the API.
var pages = []Row{
	{Op: "show-home", Kind: Read, Public: true},
	{Op: "show-comparing", Kind: Read, Public: true},
	{Op: "show-privacy", Kind: Read, Public: true},
	{Op: "show-query", Kind: Read, Public: true},
	{Op: "verify-certificate", Kind: Read, Public: true},
	{Op: "show-batch-query", Kind: Read, Public: true},
	{Op: "check-batch", Kind: Read, Public: true},
	{Op: "print-batch", Kind: Read, Public: true},
	{Op: "scan-code", Kind: Read, Public: true},
	{Op: "compare-name", Kind: Read, Public: true},
	{Op: "search-occupations", Kind: Read, Public: true},
	{Op: "show-occupation", Kind: Read, Public: true},
	{Op: "show-precheck", Kind: Read, Public: true},
	{Op: "precheck", Kind: Read, Public: true},
	{Op: "search-register", Kind: Read, Public: true},
	{Op: "show-body", Kind: Read, Public: true},
	{Op: "show-sign-in", Kind: Read, Public: true},
	{Op: "show-registering", Kind: Read, Public: true},
	{Op: "show-recovery", Kind: Read, Public: true},
	{Op: "go-to-provider", Kind: Read, Public: true},
	{Op: "come-from-provider", Kind: Enter, Public: true},
	{Op: "begin-passkey-sign-in", Kind: Enter, Public: true},
}

var staff = []Row{
	{Op: "who-am-i", Kind: Read, Self: true},
	{Op: "enrol-person", Kind: Enter, Roles: join(clerks, centre, only(skill.RoleSecurity))},
	{Op: "get-person", Kind: Read, Own: true, Roles: join(both, keepers)},
	{Op: "propose-appointment", Kind: Decide, Roles: only(skill.RoleSystem)},
	{Op: "withdraw-appointment", Kind: Decide, Roles: only(skill.RoleSystem)},
	{Op: "approve-appointment", Kind: Decide, Roles: only(skill.RoleSecurity)},
	{Op: "refuse-appointment", Kind: Decide, Roles: only(skill.RoleSecurity)},
	{Op: "list-appointments", Kind: Read, Roles: join(keepers, only(skill.RoleAudit))},
	{Op: "list-grants", Kind: Read, Roles: join(only(skill.RoleHead), centre, keepers, only(skill.RoleAudit))},
	{Op: "revoke-grant", Kind: Decide, Roles: keepers},
	{Op: "make-token", Kind: Decide, Own: true, Roles: only(skill.RoleProgram)},
	{Op: "list-tokens", Kind: Read, Own: true},
	{Op: "revoke-token", Kind: Enter, Own: true, Roles: only(skill.RoleProgram)},
}

var bodies = []Row{
	{Op: "file-body", Kind: Decide, Roles: only(skill.RoleCentreApprover)},
	{Op: "list-bodies", Kind: Read, Roles: join(watch, keepers, only(skill.RoleAudit))},
	{Op: "get-body", Kind: Read, Roles: join(watch, keepers, only(skill.RoleAudit))},
	{Op: "suspend-body", Kind: Decide, Roles: only(skill.RoleCentreApprover)},
	{Op: "restore-body", Kind: Decide, Roles: only(skill.RoleCentreApprover)},
	{Op: "withdraw-body", Kind: Decide, Roles: only(skill.RoleCentreApprover)},
	{Op: "set-seal", Kind: Decide, Roles: only(skill.RoleHead, skill.RoleCentreApprover)},
	{Op: "add-site", Kind: Decide, Roles: only(skill.RoleCentreApprover)},
	{Op: "list-sites", Kind: Read, Roles: watch},
	{Op: "add-scope", Kind: Decide, Roles: only(skill.RoleCentreApprover)},
	{Op: "list-scopes", Kind: Read, Roles: watch},
}

var filings = []Row{
	{Op: "ask-filing", Kind: Read, Public: true},
	{Op: "list-requirement-sets", Kind: Read, Public: true},
	{Op: "list-filing-papers", Kind: Read, Public: true},
	{Op: "draft-filing", Kind: Enter, Roles: join(clerks, only(skill.RoleClient))},
	{Op: "amend-filing", Kind: Enter, Roles: join(clerks, only(skill.RoleClient))},
	{Op: "attach-document", Kind: Enter, Roles: join(clerks, only(skill.RoleClient))},
	{Op: "submit-filing", Kind: Enter, Roles: only(skill.RoleHead)},
	{Op: "withdraw-filing", Kind: Enter, Roles: only(skill.RoleHead)},
	{Op: "list-filings", Kind: Read, Roles: theirs},
	{Op: "get-filing", Kind: Read, Roles: theirs},
	{Op: "get-filing-document", Kind: Read, Roles: both},
	{Op: "receive-filing", Kind: Decide, Roles: only(skill.RoleCentreReviewer)},
	{Op: "ask-expert", Kind: Decide, Roles: centre},
	{Op: "release-expert", Kind: Decide, Own: true, Roles: centre},
	{Op: "give-opinion", Kind: Decide, Own: true},
	{Op: "list-opinions", Kind: Read, Own: true, Roles: centre},
	{Op: "get-opinion", Kind: Read, Own: true, Roles: centre},
	{Op: "get-opinion-document", Kind: Read, Own: true, Roles: centre},
	{Op: "return-filing", Kind: Decide, Roles: centre},
	{Op: "refuse-filing", Kind: Decide, Roles: only(skill.RoleCentreApprover)},
	{Op: "accept-filing", Kind: Decide, Roles: only(skill.RoleCentreApprover)},
}

var plans = []Row{
	{Op: "file-plan", Kind: Enter, Roles: join(clerks, only(skill.RoleClient))},
	{Op: "list-plans", Kind: Read, Roles: watch},
	{Op: "get-plan", Kind: Read, Roles: watch},
	{Op: "hold-session", Kind: Enter, Roles: join(clerks, only(skill.RoleClient))},
	{Op: "list-sessions", Kind: Read, Roles: watch},
	{Op: "start-plan", Kind: Enter, Roles: clerks},
	{Op: "finish-plan", Kind: Enter, Roles: clerks},
	{Op: "cancel-plan", Kind: Enter, Roles: clerks},
}

var candidates = []Row{
	{Op: "import-roster", Kind: Enter, Roles: join(clerks, only(skill.RoleClient))},
	{Op: "get-import", Kind: Read, Roles: theirs},
	{Op: "get-remarks", Kind: Read, Roles: ours},
	{Op: "list-applications", Kind: Read, Roles: join(theirs, only(skill.RoleCashier, skill.RoleAccountant))},
	{Op: "get-application", Kind: Read, Own: true, Roles: theirs},
	{Op: "decide-plan", Kind: Enter, Roles: body},
	{Op: "keep-proof", Kind: Enter, Roles: ours},
	{Op: "accept-application", Kind: Decide, Roles: only(skill.RoleReviewer)},
	{Op: "refuse-application", Kind: Decide, Roles: only(skill.RoleReviewer)},
	{Op: "withdraw-application", Kind: Enter, Own: true, Roles: clerks},
	{Op: "substitute-application", Kind: Enter, Roles: clerks},
	{Op: "set-photo", Kind: Enter, Roles: join(clerks, only(skill.RoleClient))},
	{Op: "add-photos", Kind: Enter, Roles: join(clerks, only(skill.RoleClient))},
}

var marks = []Row{
	{Op: "get-mark-sheet", Kind: Read, Roles: join(markers, only(skill.RoleClient))},
	{Op: "record-marks", Kind: Enter, Roles: join(markers, only(skill.RoleClient))},
	{Op: "list-sittings", Kind: Read, Roles: join(theirs, only(skill.RoleAssessor, skill.RoleSupervisor))},
	{Op: "call-retake", Kind: Enter, Roles: markers},
	{Op: "settle-results", Kind: Decide, Roles: only(skill.RoleReviewer, skill.RoleHead)},
	{Op: "publicise-results", Kind: Decide, Roles: only(skill.RoleReviewer, skill.RoleHead)},
}

var results = []Row{
	{Op: "list-results", Kind: Read, Roles: theirs},
	{Op: "get-result", Kind: Read, Own: true, Roles: theirs},
	{Op: "object", Kind: Enter, Own: true, Roles: both},
	{Op: "ask-score-review", Kind: Enter, Own: true},
	{Op: "get-objection", Kind: Read, Own: true, Roles: only(skill.RoleReviewer, skill.RoleCentreReviewer)},
	{Op: "list-objections", Kind: Read, Roles: both},
	{Op: "uphold-objection", Kind: Decide, Roles: only(skill.RoleReviewer, skill.RoleCentreReviewer)},
	{Op: "dismiss-objection", Kind: Decide, Roles: only(skill.RoleReviewer, skill.RoleCentreReviewer)},
	{Op: "propose-correction", Kind: Enter, Roles: body},
	{Op: "approve-correction", Kind: Decide, Roles: only(skill.RoleReviewer, skill.RoleHead)},
	{Op: "decline-correction", Kind: Decide, Roles: only(skill.RoleReviewer, skill.RoleHead)},
}

var reports = []Row{
	{Op: "report-results", Kind: Decide, Roles: only(skill.RoleHead)},
	{Op: "list-reports", Kind: Read, Roles: join(theirs, only(skill.RoleDepartment))},
	{Op: "get-report", Kind: Read, Roles: join(theirs, only(skill.RoleDepartment))},
	{Op: "check-report", Kind: Decide, Roles: only(skill.RoleCentreReviewer)},
	{Op: "confirm-report", Kind: Decide, Roles: only(skill.RoleCentreApprover)},
	{Op: "return-report", Kind: Decide, Roles: centre},
}

var certificates = []Row{
	{Op: "prepare-certificates", Kind: Enter, Roles: body},
	{Op: "issue-certificates", Kind: Decide, Roles: only(skill.RoleHead)},
	{Op: "discard-certificates", Kind: Enter, Roles: body},
	{Op: "list-certificates", Kind: Read, Own: true, Roles: theirs},
	{Op: "get-certificate", Kind: Read, Own: true, Roles: theirs},
	{Op: "get-certificate-pdf", Kind: Read, Own: true, Roles: both},
	{Op: "get-statement", Kind: Read, Own: true, Roles: theirs},
	{Op: "revoke-certificate", Kind: Decide, Roles: only(skill.RoleCentreApprover)},
	{Op: "cancel-certificate", Kind: Decide, Roles: only(skill.RoleCentreApprover)},
	{Op: "replace-certificate", Kind: Enter, Roles: body},
}

var oversight = []Row{
	{Op: "list-audit", Kind: Read, Whole: true, Roles: only(skill.RoleAudit)},
	{Op: "get-audit-proof", Kind: Read, Whole: true, Roles: only(skill.RoleAudit)},
}

var privacy = []Row{
	{Op: "get-privacy-notice", Kind: Read, Public: true},
	{Op: "download-my-data", Kind: Read, Own: true},
	{Op: "list-consents", Kind: Read, Self: true},
	{Op: "give-consent", Kind: Enter, Self: true},
	{Op: "withdraw-consent", Kind: Enter, Self: true},
	{Op: "record-consent", Kind: Enter, Roles: join(clerks, centre)},
	{Op: "state-consents", Kind: Enter, Roles: join(clerks, only(skill.RoleClient))},
	{Op: "stop-processing", Kind: Enter, Own: true, Roles: centre},
	{Op: "resume-processing", Kind: Enter, Own: true, Roles: centre},
	{Op: "keep-person-proof", Kind: Enter, Own: true, Roles: join(clerks, centre)},
	{Op: "propose-amendment", Kind: Enter, Own: true, Roles: join(clerks, centre)},
	{Op: "list-amendments", Kind: Read, Own: true, Roles: join(clerks, centre)},
	{Op: "get-amendment", Kind: Read, Own: true, Roles: join(clerks, centre)},
	{Op: "approve-amendment", Kind: Decide, Roles: centre},
	{Op: "refuse-amendment", Kind: Decide, Roles: centre},
	{Op: "withdraw-amendment", Kind: Enter, Own: true},
	{Op: "ask-erasure", Kind: Enter, Own: true},
	{Op: "propose-erasure", Kind: Decide, Roles: centre},
	{Op: "list-erasures", Kind: Read, Own: true, Roles: centre},
	{Op: "get-erasure", Kind: Read, Own: true, Roles: centre},
	{Op: "approve-erasure", Kind: Decide, Roles: only(skill.RoleCentreApprover)},
	{Op: "refuse-erasure", Kind: Decide, Roles: centre},
	{Op: "withdraw-erasure", Kind: Enter, Own: true},
}

// program is what the installation does by itself, under no address.
var program = []Row{
	{Op: "resume-issuing", Kind: Decide, Roles: only(skill.RoleProgram)},
	{Op: "complete-exit", Kind: Decide, Roles: only(skill.RoleProgram)},
	{Op: "expire-filing", Kind: Decide, Roles: only(skill.RoleProgram)},
}
