package skill

import "strings"

// Ids are UUIDs of version 7 in text, made by the store. They say nothing about
// the thing they name and may appear in logs.
type (
	PersonID      string
	BodyID        string
	SiteID        string
	ScopeID       string
	FilingID      string
	OpinionID     string
	SuspensionID  string
	PlanID        string
	SessionID     string
	ImportID      string
	ApplicationID string
	SittingID     string
	ResultID      string
	ObjectionID   string
	CorrectionID  string
	ReportID      string
	CertificateID string
	GrantID       string
	AppointmentID string
	AccountID     string
	SignInID      string
	ChallengeID   string
	LinkID        string
	PasskeyID     string
	CeremonyID    string
	JoinCodeID    string
	DisputeID     string
	DistinctionID string
	TokenID       string
	OrgTokenID    string
	ConsentID     string
	AmendmentID   string
	ErasureID     string
)

// Of what a body owes, and of what was handed to the centre.
type (
	RectificationID string
	AnnualReportID  string
	ExitID          string
	HandoverID      string
	AssessorID      string
)

// Of seating (编排座位).
type (
	SeatingID string
	SeatID    string
	TicketID  string
	CheckInID string
)

// Of planning (考务).
type (
	RoomID         string
	SessionRoomID  string
	AnnouncementID string
	AnnualPlanID   string
	LodgementID    string
	AdditionID     string
	AssignmentID   string
	RecusalID      string
)

// A FileHash names stored content by the hexadecimal SHA-256 of its clear
// bytes; empty is no file.
type FileHash string

// Valid tells whether the hash has its form: 64 hexadecimal digits, small.
func (h FileHash) Valid() bool {
	return len(h) == 64 && strings.Trim(string(h), "0123456789abcdef") == ""
}

// Of what a candidate applies with.
type (
	DossierID   string
	EvidenceID  string
	FeeID       string
	SuspicionID string
)
