package access

import "assay/skill"

// door is who stands at the door of a room: they note who comes.
var door = join(clerks, only(skill.RoleInvigilator))

// seats is who sits where, tickets and check-in.
var seats = []Row{
	{Op: "draw-seats", Kind: Enter, Roles: clerks},
	{Op: "list-seatings", Kind: Read, Roles: watch},
	{Op: "get-seating", Kind: Read, Roles: watch},
	{Op: "get-seating-instance", Kind: Read, Roles: watch},
	{Op: "issue-tickets", Kind: Enter, Roles: clerks},
	{Op: "get-ticket", Kind: Read, Own: true, Roles: body},
	{Op: "get-tickets", Kind: Read, Roles: clerks},
	{Op: "get-door-list", Kind: Read, Roles: clerks},
	{Op: "get-seat-map", Kind: Read, Roles: clerks},
	{Op: "get-seat-labels", Kind: Read, Roles: clerks},
	{Op: "reseat", Kind: Enter, Roles: clerks},
	{Op: "list-seats", Kind: Read, Roles: watch},
	{Op: "check-in", Kind: Enter, Roles: door},
	{Op: "hand-in-scans", Kind: Enter, Roles: door},
	{Op: "list-check-ins", Kind: Read, Roles: watch},
	{Op: "list-absentees", Kind: Read, Roles: watch},
}
