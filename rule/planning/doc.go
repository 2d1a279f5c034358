// Package planning decides what an exam that is being prepared lacks (考务): whom
// its roster of duties needs, and how far its four steps have come.
package planning

import (
	"slices"

	"assay/skill"
)

// Rules say how many are needed; they are data of a region and a day.
type Rules struct {
	InvigilatorPer, InvigilatorLeast int  // candidates to one, and in one room at least
	Panel, Review                    int  // assessors of a session of operation, and of a review
	Odd                              bool // whether a panel's number is odd
	Supervisors                      int  // of a batch
}

// A Batch is an exam with those who are on duty at it.
type Batch struct {
	Sessions []Held
	Posts    []skill.Assignment // that stand
}

// A Held is a session with the rooms that it takes; one room without an id where
// it takes none.
type Held struct {
	skill.Session
	Rooms []Filled
}

// A Filled is a room with the candidates who sit in it.
type Filled struct {
	Room       skill.RoomID
	Name       string
	Computer   bool // 机考
	Candidates int
}

// A Lack is what the roster misses.
type Lack struct {
	Why        Why
	Duty       skill.Duty
	Session    skill.SessionID // none: the whole batch
	Room       skill.RoomID    // none: the whole session
	Name       string          // of the room
	Have, Need int
}

// Missing is by how many it falls short.
func (l Lack) Missing() int { return l.Need - l.Have }

// A Why is in what way something is missing.
type Why string

// The ways.
const (
	TooFew   Why = "too-few"   // 人数不足
	Even     Why = "even"      // 应为单数
	NoLeader Why = "no-leader" // 没有组长
	Rotation Why = "rotation"  // 应轮换: a remark, of which Turns tells
)

// Lacking lists what the roster of a batch misses, session by session; nobody
// is needed where nobody sits.
// Source: docs/rules.md, Planning an exam.
func Lacking(b Batch, r Rules) (out []Lack) {
	all := 0
	for _, h := range b.Sessions {
		here := 0
		for _, f := range h.Rooms {
			here += f.Candidates
			out = append(out, invigilators(h, f, b.Posts, r)...)
		}
		if all += here; here > 0 {
			out = append(out, panel(h, b.Posts, r)...)
		}
	}
	have := count(b.Posts, func(a skill.Assignment) bool { return a.Duty == skill.Supervises })
	if all > 0 && have < r.Supervisors {
		out = append(out, Lack{Why: TooFew, Duty: skill.Supervises, Have: have, Need: r.Supervisors})
	}
	return out
}

func count(all []skill.Assignment, is func(skill.Assignment) bool) (n int) {
	for _, a := range all {
		if is(a) {
			n++
		}
	}
	return n
}

// invigilators are needed where candidates write, on paper or at a computer.
func invigilators(h Held, f Filled, posts []skill.Assignment, r Rules) []Lack {
	if f.Candidates == 0 || h.Part != skill.Theory && !f.Computer {
		return nil
	}
	need := max(r.InvigilatorLeast, (f.Candidates+r.InvigilatorPer-1)/r.InvigilatorPer)
	have := count(posts, func(a skill.Assignment) bool {
		return a.Duty == skill.Invigilates && a.Session == h.ID && a.Room == f.Room
	})
	if have >= need {
		return nil
	}
	return []Lack{{Why: TooFew, Duty: skill.Invigilates, Session: h.ID, Room: f.Room, Name: f.Name, Have: have, Need: need}}
}

// panel is the group of assessors of a practical exam or a review.
func panel(h Held, posts []skill.Assignment, r Rules) (out []Lack) {
	need := r.Panel
	switch h.Part {
	case skill.Theory:
		return nil
	case skill.Review:
		need = r.Review
	}
	on := func(a skill.Assignment) bool { return a.Duty == skill.Assesses && a.Session == h.ID }
	lack := Lack{Duty: skill.Assesses, Session: h.ID, Have: count(posts, on), Need: need}
	switch {
	case lack.Have < need:
		lack.Why = TooFew
		out = append(out, lack)
	case r.Odd && lack.Have%2 == 0:
		lack.Why, lack.Need = Even, lack.Have+1
		out = append(out, lack)
	}
	if lack.Have > 0 && !slices.ContainsFunc(posts, func(a skill.Assignment) bool { return on(a) && a.Leader }) {
		out = append(out, Lack{Why: NoLeader, Duty: skill.Assesses, Session: h.ID, Have: 0, Need: 1})
	}
	return out
}
