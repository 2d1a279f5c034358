package seating_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"

	"assay/rule/seating"
	"assay/rule/seating/check"
	"assay/skill"
)

const sound = `{"sessions":[{"id":"s1","starts":"2026-12-05T09:00","ends":"2026-12-05T10:30"},{"id":"s2","starts":"2026-12-05T10:30","ends":"2026-12-05T12:00"}],
 "rooms":[{"id":"r1","rows":5,"cols":6,"out_of_service":[[1,2]],"accessible":true,"sessions":["s1"]}],
 "candidates":[{"id":"c1","session":"s1","paper":"A","employer":"e9","accessible":false}],
 "rules":{"neighbourhood":"row","apart":[{"attribute":"paper","hard":true},{"attribute":"employer","hard":false}],"invigilators":{"per":15,"least":2}}}`

// What is wrong with an instance is said with its place.
func TestUnsoundInstances(t *testing.T) {
	for _, c := range []struct{ old, new, path, reason string }{
		{`"s2","starts"`, `"s1","starts"`, "sessions[1].id", "seating.twice"},
		{`"id":"s2"`, `"id":""`, "sessions[1].id", "field.required"},
		{`2026-12-05T12:00`, `2026-12-05T10:30`, "sessions[1].ends", "seating.ends_early"},
		{`2026-12-05T12:00`, `2026-12-32T12:00`, "sessions[1].ends", "seating.moment_unreadable"},
		{`2026-12-05T12:00`, `2026-12-05 12:00`, "sessions[1].ends", "seating.moment_unreadable"},
		{`2026-12-05T12:00`, `2026-12-05T24:00`, "sessions[1].ends", "seating.moment_unreadable"},
		{`2026-12-05T12:00`, `2026-12-05T12:00+08:00`, "sessions[1].ends", "seating.moment_unreadable"},
		{`"rows":5`, `"rows":0`, "rooms[0].rows", "seating.side"},
		{`"cols":6`, `"cols":101`, "rooms[0].cols", "seating.side"},
		{`"cols":6`, `"cols":6.5`, "rooms[0].cols", "json.number"},
		{`"cols":6`, `"cols":99999999999999999999`, "rooms[0].cols", "json.number"},
		{`[[1,2]]`, `[[1,2],[6,1]]`, "rooms[0].out_of_service[1]", "seating.place_outside"},
		{`[[1,2]]`, `[[1]]`, "rooms[0].out_of_service[0]", "seating.place_outside"},
		{`[[1,2]]`, `[[0,1]]`, "rooms[0].out_of_service[0]", "seating.place_outside"},
		{`"sessions":["s1"]`, `"sessions":["s9"]`, "rooms[0].sessions[0]", "seating.session_unknown"},
		{`"sessions":["s1"]`, `"sessions":["s1","s1"]`, "rooms[0].sessions[1]", "seating.session_twice"},
		{`"session":"s1"`, `"session":"s9"`, "candidates[0].session", "seating.session_unknown"},
		{`"session":"s1",`, ``, "candidates[0].session", "field.required"},
		{`"paper":"A",`, ``, "candidates[0].paper", "seating.paper_missing"},
		{`"id":"c1"`, `"id":"c1\u200b"`, "candidates[0].id", "seating.text_unclean"},
		{`"id":"c1"`, `"id":"` + strings.Repeat("长", 70) + `"`, "candidates[0].id", "seating.text_too_long"},
		{`"candidates":[`, `"candidates":[{"id":"c1","session":"s1","paper":"B"},`, "candidates[1].id", "seating.candidate_twice"},
		{`"neighbourhood":"row"`, `"neighbourhood":"diagonal"`, "rules.neighbourhood", "seating.neighbourhood_unknown"},
		{`"attribute":"employer"`, `"attribute":"paper"`, "rules.apart[1].attribute", "seating.attribute_twice"},
		{`"attribute":"employer"`, `"attribute":"height"`, "rules.apart[1].attribute", "seating.attribute_unknown"},
		{`"per":15`, `"per":0`, "rules.invigilators.per", "seating.not_positive"},
		{`"least":2`, `"least":-1`, "rules.invigilators.least", "seating.negative"},
		{`"accessible":true`, `"reachable":true`, "rooms[0].reachable", "json.unknown_field"},
		{`"accessible":true`, `"accessible":"yes"`, "rooms[0].accessible", "json.want_bool"},
		{`"accessible":true`, `"accessible":true,"rows":4`, "rooms[0].rows", "json.duplicate"},
	} {
		text := strings.Replace(sound, c.old, c.new, 1)
		if text == sound {
			t.Fatalf("%s does not stand in the instance", c.old)
		}
		_, err := seating.ReadInstance([]byte(text))
		fault, ok := errors.AsType[*skill.Error](err)
		if !ok || len(fault.Fields) == 0 {
			t.Errorf("%s: %v", c.new, err)
			continue
		}
		if f := fault.Fields[0]; f.Path != c.path || f.Reason != c.reason {
			t.Errorf("%s: %s at %s, want %s at %s", c.new, f.Reason, f.Path, c.reason, c.path)
		}
	}
}

// What is missing as a whole, or too much of it.
func TestMissingAndTooMany(t *testing.T) {
	var w seating.InstanceJSON
	if err := json.Unmarshal([]byte(sound), &w); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		change       func(w *seating.InstanceJSON)
		path, reason string
	}{
		{func(w *seating.InstanceJSON) { w.Rooms = nil }, "rooms", "seating.rooms_missing"},
		{func(w *seating.InstanceJSON) { w.Sessions = nil }, "sessions", "seating.sessions_missing"},
		{func(w *seating.InstanceJSON) { w.Sessions = make([]seating.SessionJSON, 1001) }, "sessions", "seating.too_many"},
		{func(w *seating.InstanceJSON) { w.Rooms = make([]seating.RoomJSON, 20_001) }, "rooms", "seating.too_many"},
		{func(w *seating.InstanceJSON) { w.Candidates = make([]seating.CandidateJSON, 500_001) }, "candidates", "seating.too_many"},
		{func(w *seating.InstanceJSON) {
			w.Rooms = nil
			for i := range 501 {
				w.Rooms = append(w.Rooms, seating.RoomJSON{ID: fmt.Sprint(i), Rows: 100, Cols: 100, Sessions: &[]string{"s1"}})
			}
		}, "rooms[500]", "seating.too_many_seats"},
	} {
		other := w
		c.change(&other)
		_, err := other.Instance()
		fault, ok := errors.AsType[*skill.Error](err)
		if !ok || fault.Fields[0].Path != c.path || fault.Reason != c.reason {
			t.Errorf("%v, want %s at %s", err, c.reason, c.path)
		}
	}
}

// A room without a list of sessions is open in all of them; an answer is read
// back as it was written.
func TestWire(t *testing.T) {
	in, err := seating.ReadInstance([]byte(strings.Replace(sound, `,"sessions":["s1"]`, "", 1)))
	if err != nil || len(in.Rooms[0].Sessions) != 2 {
		t.Fatalf("%v %+v", err, in)
	}
	a := seating.Arrange(in, 3)
	if faults := check.Faults(in, seating.NewAnswerJSON(a).Answer()); len(faults) > 0 {
		t.Error(faults)
	}
	empty := seating.Unused(in, a)
	if len(empty) != 2 || len(empty[0].Places)+len(empty[1].Places) != 2*29-1 {
		t.Errorf("%+v", empty)
	}
}

func FuzzReadInstance(f *testing.F) {
	f.Add([]byte(sound))
	f.Add([]byte(`{"sessions":[{"id":"s","starts":"2026-12-05T09:00","ends":"2026-12-05T10:30"}],"rooms":[{"id":"r","rows":2,"cols":3,"accessible":true}],
 "candidates":[{"id":"c","session":"s","person":"p"},{"id":"d","session":"s","person":"p"},{"id":"e","session":"s","accessible":true}],
 "rules":{"neighbourhood":"eight","apart":[{"attribute":"employer","hard":true}],"invigilators":{"per":1,"least":0}}}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		in, err := seating.ReadInstance(b)
		if err != nil {
			return
		}
		if faults := check.Faults(in, seating.Arrange(in, uint64(len(b)))); len(faults) > 0 {
			t.Error(faults[0])
		}
	})
}
