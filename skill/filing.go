package skill

import (
	"slices"
	"strings"
	"time"

	"assay/skill/day"
)

// A Filing (备案申请) is what a body asks the centre for: to be entered in the
// register, to assess more, or to stay for another term.
type Filing struct {
	ID        FilingID
	Kind      FilingKind
	Path      OrgPath // of the body, also before it is there
	Body      BodyID  // of a new one once it was accepted
	Type      BodyKind
	Tier      Tier   // with whom it files
	Name      string // as it is to be filed; so are the next five
	English   string
	USCC      string
	Class     string
	Code      string
	Province  string
	Sites     []FiledSite  // new ones
	Scopes    []FiledScope // applied for
	Documents []FiledDocument
	Set       string   // edition of the requirements that judge it
	Facts     Private  // the body's dossier as it was stated, in JSON: personal
	Outcome   Outcome  // of Verdict; empty before it was first submitted
	Verdict   string   // with its explanation, in JSON; no personal value
	Judged    day.Date // the day that the verdict is of, which is that of submitting
	Round     int      // how often it was submitted
	Drafter   PersonID
	Submitter PersonID
	Receiver  PersonID // of the centre, who took it up
	Decider   PersonID // of the centre, who returned, refused or accepted it
	MovedAs   Role     // what the officer was who moved it last; empty: the body's own
	Ground    string   // of the last decision; no personal value
	Receipt   string   // 备案回执编号, once accepted
	Term      day.Period
	Status    FilingStage
	StatusAt  time.Time
	Version   int64
}

// A FiledSite (申请的考点) is a place to be added; its name is its own among the
// body's. Serial is given when it is accepted.
type FiledSite struct {
	Name   string
	Serial string
}

// A FiledScope (申请的范围) is an occupation at levels, at a site: the name of a
// new one or the id of one that is there.
type FiledScope struct {
	Site       string
	Occupation OccupationCode
	Levels     []Level
}

// A FiledDocument (备案材料) is a file that goes with the filing; one of a kind.
type FiledDocument struct {
	Kind FilingPaper
	Hash FileHash
}

// FilingPaper names a kind of document of a filing; which there are, and who
// needs them, is data.
type FilingPaper string

// A FilingPaperRow (备案材料目录) is a kind of document with who needs it.
type FilingPaperRow struct {
	Paper      FilingPaper
	Name       Text
	Kinds      []FilingKind // of filings that need it
	Types      []BodyKind   // of bodies; none: all
	Source     string
	Confidence string
}

// Needed tells whether the filing cannot be submitted without it.
func (p FilingPaperRow) Needed(f Filing) bool {
	return slices.Contains(p.Kinds, f.Kind) && (len(p.Types) == 0 || slices.Contains(p.Types, f.Type))
}

// FilingKind (申请类别) is what a filing asks for.
type FilingKind string

// The kinds of filing.
const (
	FilingNew     FilingKind = "new"     // 首次备案
	FilingScope   FilingKind = "scope"   // 增加职业、等级或考点
	FilingRenewal FilingKind = "renewal" // 续期备案
)

// FilingKinds lists the kinds of filing.
func FilingKinds() []FilingKind { return []FilingKind{FilingNew, FilingScope, FilingRenewal} }

// FilingStage is where a filing stands.
//
//	none ──draft──▶ draft ──submit──▶ submitted ──receive──▶ reviewing ──accept──▶ accepted
//	                submitted, reviewing ──return──▶ returned ──submit──▶ submitted
//	                submitted, reviewing ──refuse──▶ refused
//	                draft, submitted, reviewing, returned ──withdraw──▶ withdrawn
type FilingStage string

// The stages of a filing.
const (
	FilingDraft     FilingStage = "draft"     // 草稿
	FilingSubmitted FilingStage = "submitted" // 已提交
	FilingReviewing FilingStage = "reviewing" // 评审中
	FilingReturned  FilingStage = "returned"  // 已退回补正
	FilingAccepted  FilingStage = "accepted"  // 予以备案
	FilingRefused   FilingStage = "refused"   // 不予备案
	FilingGivenUp   FilingStage = "withdrawn" // 已撤回
)

var stageLife = Lifecycle[FilingStage]{"filing", []Transition[FilingStage]{
	{"draft", from[FilingStage](None), FilingDraft},
	{"submit", from(FilingDraft, FilingReturned), FilingSubmitted},
	{"receive", from(FilingSubmitted), FilingReviewing},
	{"return", from(FilingSubmitted, FilingReviewing), FilingReturned},
	{"accept", from(FilingReviewing), FilingAccepted},
	{"refuse", from(FilingSubmitted, FilingReviewing), FilingRefused},
	{"withdraw", from(FilingDraft, FilingSubmitted, FilingReviewing, FilingReturned), FilingGivenUp},
}}

func (f Filing) move(verb, reason string) (Move, error) {
	return stageLife.move(string(f.ID), f.Status, verb, reason)
}

// Draft begins it.
func (f Filing) Draft() (Move, error) { return f.move("draft", "") }

// Submit hands it in (提交), for the first time or again.
func (f Filing) Submit() (Move, error) { return f.move("submit", "") }

// Receive takes it up for review (受理).
func (f Filing) Receive() (Move, error) { return f.move("receive", "") }

// Return gives it back to be mended (退回补正), with the ground.
func (f Filing) Return() (Move, error) { return f.grounded("return") }

// Refuse turns it down (不予备案), with the ground.
func (f Filing) Refuse() (Move, error) { return f.grounded("refuse") }

// Withdraw is the body's own end of it (撤回).
func (f Filing) Withdraw() (Move, error) { return f.move("withdraw", "") }

func (f Filing) grounded(verb string) (Move, error) {
	if f.Ground == "" {
		return Move{}, FailField("ground", "filing.no_ground")
	}
	return f.move(verb, f.Ground)
}

// Accept grants what it asks for (予以备案): no requirement is unmet, and the
// experts carried what is for them to say. Those who reviewed, who submitted and
// who decides are different humans.
func (f Filing) Accept(v BodyVerdict, opinions []Opinion, decider Person, others ...Person) (Move, error) {
	for _, o := range others {
		if SameHuman(decider, o) {
			return Move{}, Fail(Denied, "filing.own_review")
		}
	}
	if f.Ground == "" {
		return Move{}, FailField("ground", "filing.no_ground")
	}
	if ids := Failing(v); len(ids) > 0 {
		return Move{}, Fail(Unmet, "filing.unmet", "clauses", strings.Join(ids, ", "))
	}
	if ids := Uncarried(v, opinions); len(ids) > 0 {
		return Move{}, Fail(Unmet, "filing.points_open", "clauses", strings.Join(ids, ", "))
	}
	return f.move("accept", f.Ground)
}

// Open tells whether the filing has not come to its end.
func (f Filing) Open() bool { return len(stageLife.Verbs(f.Status)) > 0 }

// Actions lists what may be done with the filing now.
func (f Filing) Actions() []string { return stageLife.Verbs(f.Status) }

// Mine tells whether the body may still change what the filing says.
func (f Filing) Mine() bool { return f.Status == FilingDraft || f.Status == FilingReturned }

// Entry is the body as it would stand in the register.
func (f Filing) Entry() Body {
	return Body{
		Path: f.Path, Name: f.Name, English: f.English, USCC: f.USCC, Type: f.Type, Class: f.Class, Code: f.Code, Province: f.Province, FiledTo: f.Term.To,
	}
}

// Applies is what is applied for, each occupation once with all its levels.
func (f Filing) Applies() (out []Applied) {
	for _, s := range f.Scopes {
		i := slices.IndexFunc(out, func(a Applied) bool { return a.Occupation == s.Occupation })
		if i < 0 {
			i = len(out)
			out = append(out, Applied{Occupation: s.Occupation})
		}
		for _, l := range s.Levels {
			if !slices.Contains(out[i].Levels, l) {
				out[i].Levels = append(out[i].Levels, l)
			}
		}
	}
	return out
}
