package marking

import (
	"strconv"

	"assay/skill"
	"assay/skill/day"
)

// lastExam is the day of the latest session that the sittings belong to.
func lastExam(sittings []skill.Sitting, sessions []skill.Session) (last day.Date) {
	for _, s := range sittings {
		for _, e := range sessions {
			if e.ID == s.Session {
				last = day.Later(last, day.Of(e.Starts))
			}
		}
	}
	return last
}

// attempts is how often the part was called so far.
func attempts(part skill.Part, sittings []skill.Sitting) (n int) {
	for _, s := range sittings {
		if s.Part == part {
			n = max(n, s.Attempt)
		}
	}
	return n
}

func sessionFor(s skill.Sitting, sessions []skill.Session) (skill.SessionID, error) {
	for _, e := range sessions {
		if e.Part == s.Part && e.Attempt == s.Attempt && !e.Cancelled {
			return e.ID, nil
		}
	}
	return "", skill.Fail(skill.WrongState, "retake.no_session", "part", string(s.Part), "attempt", strconv.Itoa(s.Attempt))
}
