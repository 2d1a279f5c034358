package access

import "assay/skill"

// planning is what a body prepares an exam with.
var planning = []Row{
	{Op: "add-room", Kind: Enter, Roles: clerks},
	{Op: "list-rooms", Kind: Read, Roles: watch},
	{Op: "get-room", Kind: Read, Roles: watch},
	{Op: "change-room", Kind: Enter, Roles: clerks},
	{Op: "close-room", Kind: Enter, Roles: clerks},
	{Op: "reopen-room", Kind: Enter, Roles: clerks},
	{Op: "get-session", Kind: Read, Roles: watch},
	{Op: "take-room", Kind: Enter, Roles: join(clerks, only(skill.RoleClient))},
	{Op: "list-session-rooms", Kind: Read, Roles: watch},
	{Op: "release-room", Kind: Enter, Roles: join(clerks, only(skill.RoleClient))},
	{Op: "find-announcements", Kind: Read, Public: true},
	{Op: "get-announcement", Kind: Read, Public: true},
	{Op: "draft-announcement", Kind: Enter, Roles: join(clerks, only(skill.RoleClient))},
	{Op: "list-announcements", Kind: Read, Roles: watch},
	{Op: "amend-announcement", Kind: Enter, Roles: join(clerks, only(skill.RoleClient))},
	{Op: "publish-announcement", Kind: Decide, Roles: only(skill.RoleHead)},
	{Op: "close-announcement", Kind: Decide, Roles: only(skill.RoleHead)},
	{Op: "withdraw-announcement", Kind: Decide, Roles: only(skill.RoleHead)},
}
