package skill

import (
	"strconv"

	"assay/skill/day"
)

// A PolicyKey names a number or choice of the field that an authority sets and
// can change.
type PolicyKey string

// The policies.
const (
	PolicyPublicity      PolicyKey = "publicity.period"  // 公示期: days from the day of posting
	PolicyReportDue      PolicyKey = "report.due"        // 上报: days after the end of 公示
	PolicyCheckDue       PolicyKey = "report.check_due"  // the centre's check: days after the report
	PolicyCorrectionDue  PolicyKey = "correction.due"    // 更正: days after the report was returned
	PolicyRetakeWindow   PolicyKey = "retake.window"     // 补考: months from the last exam
	PolicyRetakeTimes    PolicyKey = "retake.times"      // how many retakes of the failed parts
	PolicyRetakeNeeds    PolicyKey = "retake.needs"      // how many parts must have been passed
	PolicyMarkPass       PolicyKey = "mark.pass"         // 合格, each part
	PolicyMarkGood       PolicyKey = "mark.good"         // 良好
	PolicyMarkExcellent  PolicyKey = "mark.excellent"    // 优秀
	PolicyReviewLevels   PolicyKey = "part.review"       // levels that need 综合评审
	PolicyReissueNumber  PolicyKey = "reissue.number"    // 补发: the word "same" or "new"
	PolicyVerifyFailures PolicyKey = "verify.failures"   // failed verifications a day and network, number or document
	PolicyFilingTerm     PolicyKey = "filing.term"       // 备案: years
	PolicyFilingExperts  PolicyKey = "filing.experts"    // 专家评审: persons whose opinions a filing or an added scope needs
	PolicyRenewalExperts PolicyKey = "renewal.experts"   // the same of a renewal
	PolicyAssessorTerm   PolicyKey = "assessor.term"     // 考评员证卡: years
	PolicySupervisorTerm PolicyKey = "supervisor.term"   // 督导员证卡: years
	PolicyRotation       PolicyKey = "assessor.rotation" // 轮换: consecutive times at one body
	PolicyExaminerNeeded PolicyKey = "assessor.required" // 持证上岗: the word "yes" or "no"
	PolicyAnnualReport   PolicyKey = "annual.due"        // 年度自查报告: after the year's last day
)

// The policies of applying (申报).
const (
	PolicyCentreCheck    PolicyKey = "application.centre_check" // 复核: levels whose applications the centre checks after the body
	PolicyReviewDue      PolicyKey = "application.review_due"   // 审查: after it was handed in
	PolicyCorrectionTime PolicyKey = "application.correct"      // 补正: after it was returned
)

// The policies of having one's marks looked at again (成绩复核).
const (
	PolicyScoreReview    PolicyKey = "score_review.period" // after the result could be known
	PolicyScoreReviewDue PolicyKey = "score_review.due"    // the answer, after it was asked for
)

// The policies of planning (考务). A word of an obligation is refuse: nothing goes
// on without it; flag: what is missing is shown; or no.
const (
	PolicyLodgement        PolicyKey = "lodgement.required" // 考前上报: refuse, flag or no
	PolicyLodgementDue     PolicyKey = "lodgement.due"      // days before the first day of the exam
	PolicyLodgementLate    PolicyKey = "lodgement.late"     // what becomes of a late one: refuse or flag
	PolicyAdditionCutoff   PolicyKey = "addition.cutoff"    // 补报截止: days before the first day of the exam
	PolicyDuties           PolicyKey = "duty.required"      // 考务人员: refuse, flag or no
	PolicyInvigilatorPer   PolicyKey = "invigilator.per"    // 监考配比: candidates to one invigilator
	PolicyInvigilatorLeast PolicyKey = "invigilator.least"  // in a room
	PolicyPanelLeast       PolicyKey = "panel.least"        // 考评组: assessors of a session of operation
	PolicyPanelReview      PolicyKey = "panel.review"       // 综合评审委员: the same of a review
	PolicyPanelOdd         PolicyKey = "panel.odd"          // an odd number: yes or no
	PolicySupervisorLeast  PolicyKey = "supervisor.least"   // 质量督导: of a batch
	PolicyRecuseEmployer   PolicyKey = "recusal.employer"   // 回避: assessors of a candidate's own employer: yes or no
	PolicyRecuseDeclared   PolicyKey = "recusal.declared"   // 回避: whoever declared a relation: yes or no
)

// The policies of signing in (身份鉴别). Counts are of one day.
const (
	PolicyPasswordLength      PolicyKey = "password.length"          // characters at least
	PolicyPasswordStaffLength PolicyKey = "password.staff_length"    // of whoever holds a role
	PolicySignInIdle          PolicyKey = "sign_in.idle"             // minutes without anything done
	PolicySignInLife          PolicyKey = "sign_in.life"             // hours at the longest
	PolicySignInQuestion      PolicyKey = "sign_in.question"         // failures of one name before strangers are asked a question
	PolicySignInLimit         PolicyKey = "sign_in.limit"            // failures of one name before strangers are refused
	PolicyNetworkQuestion     PolicyKey = "sign_in.network_question" // the same of one network
	PolicyNetworkLimit        PolicyKey = "sign_in.network_limit"
	PolicyDeviceLimit         PolicyKey = "sign_in.device_limit" // failures from a known device before it counts as a stranger's
	PolicyDeviceLife          PolicyKey = "sign_in.device_life"  // days for which a device stays known
	PolicySecondTries         PolicyKey = "sign_in.second_tries" // wrong second factors or proofs before a sign-in ends
	PolicySecondLimit         PolicyKey = "sign_in.second_limit" // wrong second factors of one account before strangers are refused
	PolicyCodeLife            PolicyKey = "code.life"            // minutes
	PolicyCodeTries           PolicyKey = "code.tries"           // answers to one code
	PolicyCodeQuestion        PolicyKey = "code.question"        // codes asked for one address before strangers are asked a question
	PolicyCodeLimit           PolicyKey = "code.limit"           // codes for one address before strangers get no more; a known device has as many again
	PolicyCodeNetworkLimit    PolicyKey = "code.network_limit"   // codes asked for from one network
	PolicyJoinTries           PolicyKey = "join.tries"           // wrong join codes of one account
	PolicyJoinCodeLife        PolicyKey = "join.code_life"       // days
)

// PolicyUnit says what a policy's number counts.
type PolicyUnit string

// The units.
const (
	InWorkingDays PolicyUnit = "working-days"
	InDays        PolicyUnit = "days" // calendar days
	InMonths      PolicyUnit = "months"
	InYears       PolicyUnit = "years"
	InMarks       PolicyUnit = "marks" // of 100
	InTimes       PolicyUnit = "times"
	InPersons     PolicyUnit = "persons"
	InMinutes     PolicyUnit = "minutes"
	InHours       PolicyUnit = "hours"
	InCharacters  PolicyUnit = "characters"
)

// A Policy is one value of a key, with where and when it holds and who says so.
type Policy struct {
	Key        PolicyKey
	Region     string     // first digits of GB/T 2260, e.g. 23 or 4403; empty for the whole country
	Class      string     // class of body, Y or S; empty for all
	Valid      day.Period // no first day: not known since when
	Number     int
	Unit       PolicyUnit
	Word       string  // the value where it is a choice
	Levels     []Level // the value where it is a list of levels
	Source     string
	Confidence string // S1 … S3 or G-hi … G-lo
}

// Policies are all rows that an installation follows.
type Policies []Policy

// A PolicyCase is what a policy is asked for.
type PolicyCase struct {
	Region string // of the body, as exact as it is known, e.g. 440305
	Class  string // of the body
	On     day.Date
}

// Find is the row that rules the case: of those that fit, the one for the
// smallest region, then the one for the body's class, then the newest.
func (ps Policies) Find(key PolicyKey, c PolicyCase) (Policy, error) {
	best := -1
	for i, p := range ps {
		if p.Key == key && p.fits(c) && (best < 0 || ps[best].yields(p)) {
			best = i
		}
	}
	if best < 0 {
		return Policy{}, Fail(Unmet, "policy.none", "key", string(key), "on", c.On.String())
	}
	return ps[best], nil
}

func (p Policy) fits(c PolicyCase) bool {
	return len(p.Region) <= len(c.Region) && c.Region[:len(p.Region)] == p.Region &&
		(p.Class == "" || p.Class == c.Class) && p.Valid.Covers(c.On)
}

// yields tells whether q rules before p.
func (p Policy) yields(q Policy) bool {
	switch {
	case len(p.Region) != len(q.Region):
		return len(q.Region) > len(p.Region)
	case p.Class != q.Class:
		return q.Class != ""
	}
	return q.Valid.From.After(p.Valid.From)
}

// Number is the value of a key that is a number of that unit.
func (ps Policies) Number(key PolicyKey, c PolicyCase, unit PolicyUnit) (int, error) {
	p, err := ps.Find(key, c)
	if err == nil && p.Unit != unit {
		return 0, Fail(Internal, "policy.unit", "key", string(key), "unit", string(p.Unit))
	}
	return p.Number, err
}

// A Deadline is the last day of a period, that day included.
type Deadline struct {
	Last        day.Date
	Provisional bool // counted over a year whose calendar was not seen: it may move
	Policy      Policy
}

// Deadline counts the key's period from a day that does not count itself.
// Working days follow the calendar.
func (ps Policies) Deadline(key PolicyKey, c PolicyCase, from day.Date, calendar *day.Calendar) (Deadline, error) {
	p, err := ps.Find(key, c)
	if err != nil {
		return Deadline{}, err
	}
	d := Deadline{Policy: p}
	switch p.Unit {
	case InWorkingDays:
		d.Last, d.Provisional = calendar.AddWorking(from, p.Number)
	case InDays:
		d.Last = from.AddDays(p.Number)
	case InMonths:
		d.Last = from.AddMonths(p.Number)
	case InYears:
		d.Last = from.AddYears(p.Number)
	default:
		return Deadline{}, Fail(Internal, "policy.unit", "key", string(key), "unit", string(p.Unit))
	}
	return d, nil
}

// Before counts the key's period back from a day that does not count itself: the
// last day on which something is in time.
func (ps Policies) Before(key PolicyKey, c PolicyCase, until day.Date, calendar *day.Calendar) (Deadline, error) {
	p, err := ps.Find(key, c)
	d := Deadline{Policy: p}
	switch {
	case err != nil:
		return Deadline{}, err
	case p.Unit == InWorkingDays:
		d.Last, d.Provisional = calendar.SubWorking(until, p.Number)
	case p.Unit == InDays:
		d.Last = until.AddDays(-p.Number)
	default:
		return Deadline{}, Fail(Internal, "policy.unit", "key", string(key), "unit", string(p.Unit))
	}
	return d, nil
}

// Levels is the value of a key that is a list of levels.
func (ps Policies) Levels(key PolicyKey, c PolicyCase) ([]Level, error) {
	p, err := ps.Find(key, c)
	return p.Levels, err
}

// Word is the value of a key that is a choice.
func (ps Policies) Word(key PolicyKey, c PolicyCase) (string, error) {
	p, err := ps.Find(key, c)
	return p.Word, err
}

// InCalendarDays is the same policies with working days read as calendar days,
// for demonstrations, whose clock reaches years without a calendar.
func (ps Policies) InCalendarDays() Policies {
	out := make(Policies, len(ps))
	for i, p := range ps {
		if p.Unit == InWorkingDays {
			p.Unit, p.Source = InDays, "demonstration: "+strconv.Itoa(p.Number)+" calendar days in place of working days"
		}
		out[i] = p
	}
	return out
}
