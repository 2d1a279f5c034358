package reference

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"assay/skill"
	"assay/skill/day"
)

var policyDay = day.Must("2026-11-02") // a Monday

// Every key has a value for the whole country, of the unit that is asked for.
func TestEveryPolicyHasADefault(t *testing.T) {
	ps := Policies()
	nowhere := skill.PolicyCase{On: policyDay}
	for key, want := range map[skill.PolicyKey]struct {
		number int
		unit   skill.PolicyUnit
	}{
		skill.PolicyPublicity: {5, skill.InWorkingDays}, skill.PolicyReportDue: {10, skill.InWorkingDays},
		skill.PolicyCheckDue: {5, skill.InWorkingDays}, skill.PolicyCorrectionDue: {5, skill.InWorkingDays},
		skill.PolicyRetakeWindow: {12, skill.InMonths}, skill.PolicyRetakeTimes: {1, skill.InTimes}, skill.PolicyRetakeNeeds: {1, skill.InTimes},
		skill.PolicyMarkPass: {60, skill.InMarks}, skill.PolicyMarkGood: {80, skill.InMarks}, skill.PolicyMarkExcellent: {95, skill.InMarks},
		skill.PolicyVerifyFailures: {5, skill.InTimes}, skill.PolicyFilingTerm: {3, skill.InYears},
		skill.PolicyAnnualReport: {3, skill.InMonths}, skill.PolicyAssessorTerm: {3, skill.InYears}, skill.PolicySupervisorTerm: {3, skill.InYears}, skill.PolicyRotation: {3, skill.InTimes},
		skill.PolicyReviewDue: {5, skill.InWorkingDays}, skill.PolicyCorrectionTime: {5, skill.InWorkingDays},
		skill.PolicyPasswordLength: {10, skill.InCharacters}, skill.PolicyPasswordStaffLength: {12, skill.InCharacters},
		skill.PolicySignInIdle: {30, skill.InMinutes}, skill.PolicySignInLife: {12, skill.InHours},
		skill.PolicySignInQuestion: {5, skill.InTimes}, skill.PolicySignInLimit: {50, skill.InTimes},
		skill.PolicyNetworkQuestion: {30, skill.InTimes}, skill.PolicyNetworkLimit: {300, skill.InTimes},
		skill.PolicyDeviceLimit: {10, skill.InTimes}, skill.PolicyDeviceLife: {180, skill.InDays},
		skill.PolicySecondTries: {5, skill.InTimes}, skill.PolicySecondLimit: {20, skill.InTimes},
		skill.PolicyCodeLife: {5, skill.InMinutes}, skill.PolicyCodeTries: {5, skill.InTimes}, skill.PolicyCodeQuestion: {3, skill.InTimes},
		skill.PolicyCodeLimit: {10, skill.InTimes}, skill.PolicyCodeNetworkLimit: {60, skill.InTimes},
		skill.PolicyLodgementDue: {5, skill.InWorkingDays}, skill.PolicyAdditionCutoff: {1, skill.InWorkingDays},
		skill.PolicyInvigilatorPer: {15, skill.InPersons}, skill.PolicyInvigilatorLeast: {2, skill.InPersons}, skill.PolicyPanelLeast: {3, skill.InPersons},
		skill.PolicyPanelReview: {3, skill.InPersons}, skill.PolicySupervisorLeast: {1, skill.InPersons},
		skill.PolicyJoinTries: {10, skill.InTimes}, skill.PolicyJoinCodeLife: {90, skill.InDays},
	} {
		if got, err := ps.Number(key, nowhere, want.unit); err != nil || got != want.number {
			t.Errorf("%s: %d, %v", key, got, err)
		}
	}
	levels, err := ps.Levels(skill.PolicyReviewLevels, nowhere)
	if diff := cmp.Diff([]string{"2", "1"}, []string{levels[0].String(), levels[1].String()}); err != nil || diff != "" {
		t.Errorf("%v %s", err, diff)
	}
	if none, err := ps.Levels(skill.PolicyCentreCheck, nowhere); err != nil || len(none) != 0 {
		t.Errorf("the centre checks %v, %v", none, err)
	}
	if all, err := ps.Levels(skill.PolicyCentreCheck, skill.PolicyCase{Region: "43", Class: "S", On: policyDay}); err != nil || len(all) != 5 {
		t.Errorf("the centre of 湖南 checks %v, %v", all, err)
	}
	if got, err := ps.Word(skill.PolicyReissueNumber, nowhere); err != nil || got != "new" {
		t.Errorf("%q, %v", got, err)
	}
	for key, want := range map[skill.PolicyKey]string{
		skill.PolicyLodgement: "flag", skill.PolicyLodgementLate: "flag", skill.PolicyDuties: "flag", skill.PolicyPanelOdd: "yes",
		skill.PolicyRecuseEmployer: "yes", skill.PolicyRecuseDeclared: "yes",
	} {
		if got, err := ps.Word(key, nowhere); err != nil || got != want {
			t.Errorf("%s: %q, %v", key, got, err)
		}
	}
	if got, err := ps.Word(skill.PolicyExaminerNeeded, nowhere); err != nil || got != "yes" {
		t.Errorf("%q, %v", got, err)
	}
}

// The smallest region rules, then the class of body; a row does not reach back
// before its first day.
func TestPolicyOfAPlace(t *testing.T) {
	ps := Policies()
	for _, c := range []struct {
		at   skill.PolicyCase
		want int
	}{
		{skill.PolicyCase{Region: "230100", Class: "S", On: policyDay}, 10},
		{skill.PolicyCase{Region: "44", Class: "S", On: policyDay}, 10},
		{skill.PolicyCase{Region: "440305", Class: "S", On: policyDay}, 5},
		{skill.PolicyCase{Region: "440305", Class: "Y", On: policyDay}, 10},
		{skill.PolicyCase{Region: "440305", Class: "S", On: day.Must("2022-08-30")}, 10},
	} {
		if got, err := ps.Number(skill.PolicyReportDue, c.at, skill.InWorkingDays); err != nil || got != c.want {
			t.Errorf("%+v: %d, %v", c.at, got, err)
		}
	}
	if _, err := ps.Find("no.such", skill.PolicyCase{On: policyDay}); skill.ReasonOf(err) != "policy.none" {
		t.Errorf("got %v", err)
	}
	if _, err := ps.Number(skill.PolicyMarkPass, skill.PolicyCase{On: policyDay}, skill.InDays); skill.ReasonOf(err) != "policy.unit" {
		t.Errorf("got %v", err)
	}
}

// 公示 posted on a Monday ends on the next Monday; over the National Day holiday
// of 2026 it takes longer; into 2027 it is provisional, in calendar days it is not.
func TestDeadline(t *testing.T) {
	ps, calendar := Policies(), WorkingDays()
	for _, c := range []struct {
		posted, last string
		provisional  bool
		policies     skill.Policies
	}{
		{"2026-11-02", "2026-11-09", false, ps},
		{"2026-09-28", "2026-10-10", false, ps},
		{"2026-12-30", "2027-01-06", true, ps},
		{"2026-12-30", "2027-01-04", false, ps.InCalendarDays()},
	} {
		posted := day.Must(c.posted)
		d, err := c.policies.Deadline(skill.PolicyPublicity, skill.PolicyCase{On: posted}, posted, calendar)
		if err != nil || d.Last.String() != c.last || d.Provisional != c.provisional {
			t.Errorf("posted %s: %s %v %v", c.posted, d.Last, d.Provisional, err)
		}
	}
	d, err := ps.Deadline(skill.PolicyRetakeWindow, skill.PolicyCase{On: policyDay}, policyDay, calendar)
	if err != nil || d.Last.String() != "2027-11-02" || d.Provisional {
		t.Errorf("retake until %s, %v", d.Last, err)
	}
	if _, err := ps.Deadline(skill.PolicyMarkPass, skill.PolicyCase{On: policyDay}, policyDay, calendar); skill.ReasonOf(err) != "policy.unit" {
		t.Errorf("a mark is no period: %v", err)
	}
}
