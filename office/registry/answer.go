package registry

import (
	"time"

	"assay/skill"
	"assay/skill/day"
)

// An Outcome is the answer to a question by number and name.
type Outcome string

// The outcomes. There is one answer for a pair that is wrong and for a number
// that nobody was given.
const (
	Match     Outcome = "match"
	Erased    Outcome = "erased" // the number was given, and what tells its holder was destroyed under a decision: the name cannot be compared
	NoMatch   Outcome = "none"
	Puzzle    Outcome = "question"  // asked too often: answer a question first
	Unchecked Outcome = "unchecked" // our records could not be reached; it says nothing about the certificate
)

// An Answer is what is told. Found is set exactly on a Match and where the holder
// was erased, Question exactly on a Puzzle.
type Answer struct {
	Outcome   Outcome
	Asked     time.Time
	Reference string // of this question, in the log of questions
	Found     []Found
	More      bool // the document has more certificates than are shown
	Question  *Question
}

// A Finding is one of the four answers about a certificate: genuine, issued by
// whom and in scope, in force, same person.
type Finding string

// The findings. Withheld is for what means nothing, as everything a forged code
// says; NotAsked waits for the asker.
const (
	Yes      Finding = "yes"
	No       Finding = "no"
	Unsure   Finding = "unchecked"
	NotAsked Finding = "not-asked"
	Withheld Finding = "withheld"
)

// A Found is what the public may know of a certificate.
type Found struct {
	Number         string // whole, or the last four characters where Masked
	Masked         bool
	Occupation     skill.OccupationCode
	OccupationName string
	Specialty      string // 工种; empty where there is none
	Level          skill.Level
	Body           string
	BodyCode       string  // its 统一社会信用代码, under which the register has it; empty where our records are silent
	InScope        Finding // whether the body might issue it on that day
	Issued         day.Date
	Status         skill.CertificateStatus
	Since          day.Date // of the status
	Specimen       bool     // 样本: not a certificate
}

// A Landing is what a scanned code comes to: four separate answers.
type Landing struct {
	Genuine Finding
	Scope   Finding
	Force   Finding
	Person  Finding
	// Reason is the message key of why Genuine is not Yes, or of why our records
	// do not speak of a genuine code; else empty.
	Reason      string
	Certificate *Found // nil unless the code is genuine; only what the code says where our records are silent
	Asked       time.Time
	Reference   string
	Question    *Question // set where the name cannot be compared before it is answered
}
