package seating

import (
	"cmp"
	"slices"
)

// Empty are the usable seats of a room in a session on which nobody sits.
type Empty struct {
	Session, Room string
	Places        []Place // row by row
}

// Unused lists the seats that an answer leaves empty, in every session in which a
// room is open, rooms in which nobody sits included.
func Unused(in *Instance, a Answer) (all []Empty) {
	taken := make(map[Seat]bool, len(a.Seats))
	for _, s := range a.Seats {
		s.Candidate = ""
		taken[s] = true
	}
	sessions, rooms := slices.Clone(in.Sessions), slices.Clone(in.Rooms)
	slices.SortFunc(sessions, func(x, y Session) int { return cmp.Or(x.Starts.Compare(y.Starts), cmp.Compare(x.ID, y.ID)) })
	slices.SortFunc(rooms, func(x, y Room) int { return cmp.Compare(x.ID, y.ID) })
	for _, s := range sessions {
		for _, r := range rooms {
			if !slices.Contains(r.Sessions, s.ID) {
				continue
			}
			e := Empty{Session: s.ID, Room: r.ID}
			for _, p := range newShape(r.Rows, r.Cols, closedPlaces(r)).place {
				if !taken[Seat{"", s.ID, r.ID, p.Row, p.Col}] {
					e.Places = append(e.Places, p)
				}
			}
			if len(e.Places) > 0 {
				all = append(all, e)
			}
		}
	}
	return all
}
