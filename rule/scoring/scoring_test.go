package scoring

import (
	"testing"

	"assay/skill"
	"assay/skill/day"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

var policy = Policy{Pass: skill.Points(60), Good: skill.Points(80), Excellent: skill.Points(95), Retakes: 1, RetakeMonths: 12, RetakeNeeds: 1}

var (
	two   = []skill.Part{skill.Theory, skill.Operation}
	three = []skill.Part{skill.Theory, skill.Operation, skill.Review}
)

func sat(part skill.Part, attempt int, mark string) skill.Sitting {
	s := skill.Sitting{Part: part, Attempt: attempt}
	switch mark {
	case "absent", "void", "waived", "due", "dropped":
		s.Status = skill.SittingStatus(mark)
	default:
		m, err := skill.ParseMark(mark)
		if err != nil {
			panic(err)
		}
		s.Status, s.Mark = skill.SittingMarked, m
	}
	return s
}

func TestDecide(t *testing.T) {
	for _, c := range []struct {
		name     string
		required []skill.Part
		sittings []skill.Sitting
		passed   bool
		band     skill.Band
		open     []skill.Part
		failed   []skill.Part
	}{
		{"60 in each part passes", two, []skill.Sitting{sat("theory", 1, "60"), sat("operation", 1, "60")}, true, "pass", nil, nil},
		{"59.5 in one part fails, however good the other", two, []skill.Sitting{sat("theory", 1, "59.5"), sat("operation", 1, "100")}, false, "", nil, []skill.Part{"theory"}},
		{"80 in each is good", two, []skill.Sitting{sat("theory", 1, "80"), sat("operation", 1, "95")}, true, "good", nil, nil},
		{"79.5 in one is a plain pass", two, []skill.Sitting{sat("theory", 1, "79.5"), sat("operation", 1, "100")}, true, "pass", nil, nil},
		{"95 in each is excellent", two, []skill.Sitting{sat("theory", 1, "95"), sat("operation", 1, "95")}, true, "excellent", nil, nil},
		{"a waived part passes and says nothing of the band", two, []skill.Sitting{sat("theory", 1, "waived"), sat("operation", 1, "96")}, true, "excellent", nil, nil},
		{"all waived is a plain pass", two, []skill.Sitting{sat("theory", 1, "waived"), sat("operation", 1, "waived")}, true, "pass", nil, nil},
		{"level 2 needs the review part", three, []skill.Sitting{sat("theory", 1, "90"), sat("operation", 1, "90")}, false, "", []skill.Part{"review"}, nil},
		{"absence fails the part", two, []skill.Sitting{sat("theory", 1, "absent"), sat("operation", 1, "90")}, false, "", nil, []skill.Part{"theory"}},
		{"a void part fails", two, []skill.Sitting{sat("theory", 1, "90"), sat("operation", 1, "void")}, false, "", nil, []skill.Part{"operation"}},
		{"the retake counts, better or worse", two, []skill.Sitting{sat("theory", 1, "50"), sat("theory", 2, "70"), sat("operation", 1, "90")}, true, "pass", nil, nil},
		{"a retake not yet sat leaves the result open", two, []skill.Sitting{sat("theory", 1, "50"), sat("theory", 2, "due"), sat("operation", 1, "90")}, false, "", []skill.Part{"theory"}, nil},
		{"who left the list has no outcome", two, []skill.Sitting{sat("theory", 1, "dropped"), sat("operation", 1, "dropped")}, false, "", two, nil},
		{"a plan without parts passes nobody", nil, nil, false, "", nil, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			d := policy.Decide(c.required, c.sittings)
			if d.Passed != c.passed || d.Band != c.band {
				t.Errorf("passed %v band %q, want %v %q", d.Passed, d.Band, c.passed, c.band)
			}
			if diff := cmp.Diff(c.open, d.Open); diff != "" {
				t.Error("open", diff)
			}
			if diff := cmp.Diff(c.failed, d.Failed); diff != "" {
				t.Error("failed", diff)
			}
		})
	}
}

func TestRetake(t *testing.T) {
	first := day.Must("2026-03-02")
	half := []skill.Sitting{sat("theory", 1, "70"), sat("operation", 1, "40")}
	for _, c := range []struct {
		name     string
		sittings []skill.Sitting
		on, want string
	}{
		{"only the failed part", half, "2026-06-01", ""},
		{"the anniversary still serves", half, "2027-03-02", ""},
		{"the day after is too late", half, "2027-03-03", "result.retake_over"},
		{"nothing passed, no retake", []skill.Sitting{sat("theory", 1, "10"), sat("operation", 1, "40")}, "2026-06-01", "result.retake_too_few"},
		{"one retake, not two", append([]skill.Sitting{sat("operation", 2, "50")}, half...), "2026-06-01", "result.retake_used"},
		{"nothing to retake", []skill.Sitting{sat("theory", 1, "70"), sat("operation", 1, "60")}, "2026-06-01", "result.retake_passed"},
		{"not before the marks are in", []skill.Sitting{sat("theory", 1, "70"), sat("operation", 1, "due")}, "2026-06-01", "result.incomplete"},
	} {
		t.Run(c.name, func(t *testing.T) {
			parts, err := policy.Retake(two, c.sittings, first, day.Must(c.on))
			if c.want == "" {
				if diff := cmp.Diff([]skill.Part{"operation"}, parts); err != nil || diff != "" {
					t.Fatal(err, diff)
				}
			} else if err == nil || skill.ReasonOf(err) != c.want {
				t.Fatalf("%v %v, want %s", parts, err, c.want)
			}
		})
	}
}

// Raising one mark never turns a pass into a fail, and the order of sittings
// says nothing.
func TestDecideIsMonotone(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		mark := rapid.IntRange(0, 200)
		a, b, up := mark.Draw(t, "a"), mark.Draw(t, "b"), rapid.IntRange(0, 50).Draw(t, "up")
		sit := func(part skill.Part, m int) skill.Sitting {
			return skill.Sitting{Part: part, Attempt: 1, Status: skill.SittingMarked, Mark: skill.Mark(m)}
		}
		low := policy.Decide(two, []skill.Sitting{sit("theory", a), sit("operation", b)})
		high := policy.Decide(two, []skill.Sitting{sit("operation", b), sit("theory", min(200, a+up))})
		if low.Passed && !high.Passed {
			t.Fatalf("%d→%d lost the pass", a, a+up)
		}
		if low.Band == skill.BandExcellent && high.Band != skill.BandExcellent {
			t.Fatalf("%d→%d lost the band", a, a+up)
		}
	})
}
