package seating

import (
	"cmp"
	"slices"
	"time"
)

// What a session may ask of searching: of each candidate, and at least; and how
// many arrangements of small sessions an instance may have tried one by one.
const (
	movesEach  = 100
	movesLeast = 400_000
	nodesInAll = 4_000_000
)

// Arrange gives everybody of the instance a seat who can have one. The instance
// must be sound: InstanceJSON.Instance refuses one that is not.
func Arrange(in *Instance, seed uint64) Answer {
	best := solve(in, seed, map[int32]bool{})
	late := map[int32]bool{}
	for range retries {
		if !best.postpone(late) {
			break
		}
		if next := solve(in, seed, late); next.left() < best.left() {
			best = next
		}
	}
	return best.answer()
}

// retries is how often other sessions are preferred for persons who overlap.
const retries = 3

func solve(in *Instance, seed uint64, late map[int32]bool) *solver {
	s := newSolver(in, seed)
	s.admit(late)
	for _, together := range s.clusters() {
		s.cluster(together)
	}
	return s
}

// postpone adds to late who found no seat though another session at the same time
// asked for the same person, which may have one. It tells whether there is anyone
// new.
func (s *solver) postpone(late map[int32]bool) (any bool) {
	rivals := map[string]bool{}
	for _, all := range s.clashing {
		for _, c := range all {
			rivals[s.in.Candidates[c].Who()] = true
		}
	}
	for _, l := range s.results {
		for _, c := range l.left {
			if m := l.who[c]; rivals[s.in.Candidates[m].Who()] && !late[m] {
				late[m], any = true, true
			}
		}
	}
	return any
}

// left is how many have no seat.
func (s *solver) left() (n int) {
	for at, l := range s.results {
		n += len(l.left) + len(s.clashing[at])
	}
	return n
}

// A solver seats the sessions one after the other.
type solver struct {
	in       *Instance
	seed     uint64
	sessions []int     // places in the instance, by start and ID
	rooms    []*Room   // by ID
	open     [][]int   // for each session of the instance, the rooms that are open, as places in rooms
	members  [][]int32 // for each session, the candidates
	clashing [][]int32 // for each session, candidates who sit another one meanwhile
	results  []*layout // for each session
	shapes   shapes
	nodes    int
}

func newSolver(in *Instance, seed uint64) *solver {
	n := len(in.Sessions)
	s := &solver{in: in, seed: seed, open: make([][]int, n), members: make([][]int32, n), clashing: make([][]int32, n),
		results: make([]*layout, n), nodes: nodesInAll,
		shapes: shapes{in.Rules.Neighbourhood, len(in.Rules.Apart) > 0, map[string]*shape{}}}
	number := map[string]int{}
	for i, session := range in.Sessions {
		s.sessions = append(s.sessions, i)
		number[session.ID] = i
	}
	slices.SortFunc(s.sessions, func(a, b int) int {
		x, y := in.Sessions[a], in.Sessions[b]
		return cmp.Or(x.Starts.Compare(y.Starts), cmp.Compare(x.ID, y.ID))
	})
	s.openRooms(number)
	s.gather(number)
	return s
}

func (s *solver) openRooms(number map[string]int) {
	for i := range s.in.Rooms {
		s.rooms = append(s.rooms, &s.in.Rooms[i])
	}
	slices.SortFunc(s.rooms, func(a, b *Room) int { return cmp.Compare(a.ID, b.ID) })
	for i, r := range s.rooms {
		for _, id := range r.Sessions {
			s.open[number[id]] = append(s.open[number[id]], i)
		}
	}
}

// gather lists each session's candidates in an order drawn from seed and names.
func (s *solver) gather(number map[string]int) {
	drawn := make([]uint64, len(s.in.Candidates))
	for i, c := range s.in.Candidates {
		drawn[i] = hash(s.seed, c.ID, c.Session)
		at := number[c.Session]
		s.members[at] = append(s.members[at], int32(i))
	}
	for _, members := range s.members {
		slices.SortFunc(members, func(a, b int32) int {
			return cmp.Or(cmp.Compare(drawn[a], drawn[b]), cmp.Compare(s.in.Candidates[a].ID, s.in.Candidates[b].ID))
		})
	}
}

// admit keeps of each person's sessions as many as do not overlap: always the one
// that ends first, those that are late after all others.
func (s *solver) admit(late map[int32]bool) {
	order := slices.Clone(s.sessions)
	slices.SortStableFunc(order, func(a, b int) int { return s.in.Sessions[a].Ends.Compare(s.in.Sessions[b].Ends) })
	busy := make(map[string][]int, len(s.in.Candidates)) // the sessions of each person
	kept := make([][]int32, len(s.members))
	for _, turn := range []bool{false, true} {
		for _, at := range order {
			for _, c := range s.members[at] {
				who := s.in.Candidates[c].Who()
				switch {
				case late[c] != turn:
				case slices.ContainsFunc(busy[who], func(other int) bool { return s.overlap(at, other) }):
					s.clashing[at] = append(s.clashing[at], c)
				default:
					busy[who] = append(busy[who], at)
					kept[at] = append(kept[at], c)
				}
			}
		}
	}
	s.members = kept
}

// clusters are sessions that hang together by overlapping in time; those of
// different clusters never ask for a room at the same time.
func (s *solver) clusters() (all [][]int) {
	var until time.Time
	for i, at := range s.sessions {
		session := s.in.Sessions[at]
		if i == 0 || !session.Starts.Before(until) {
			all = append(all, nil)
		}
		if i == 0 || session.Ends.After(until) {
			until = session.Ends
		}
		all[len(all)-1] = append(all[len(all)-1], at)
	}
	return all
}

// orders is in how many orders overlapping sessions take their turn at most.
const orders = 12

// cluster seats sessions that overlap. A room that one has taken is closed to
// those at the same time. When somebody stays without a seat, the session that is
// worst off takes its turn first, and all are seated anew.
func (s *solver) cluster(sessions []int) {
	turn := s.byNeed(sessions)
	best := s.inTurn(turn)
	for range min(orders, 2*len(sessions)) - 2 {
		worst := best.worst(sessions)
		if worst < 0 || turn[0] == worst {
			break
		}
		turn = slices.DeleteFunc(slices.Clone(turn), func(at int) bool { return at == worst })
		turn = slices.Insert(turn, 0, worst)
		if next := s.inTurn(turn); next.before(best) {
			best = next
		}
	}
	for at, l := range best {
		s.results[at] = l
	}
}

// byNeed puts those sessions first whose open rooms have the fewest seats for
// each candidate.
func (s *solver) byNeed(sessions []int) []int {
	spare := map[int]float64{}
	for _, at := range sessions {
		seats := 0
		for _, i := range s.open[at] {
			seats += s.rooms[i].Rows*s.rooms[i].Cols - len(s.rooms[i].OutOfService)
		}
		spare[at] = float64(seats) / float64(max(1, len(s.members[at])))
	}
	turn := slices.Clone(sessions)
	slices.SortStableFunc(turn, func(a, b int) int { return cmp.Compare(spare[a], spare[b]) })
	return turn
}

// A round is how the sessions of a cluster came out.
type round map[int]*layout

func (s *solver) inTurn(turn []int) round {
	done := round{}
	for _, at := range turn {
		done[at] = s.session(at, s.taken(at, done))
	}
	return done
}

// taken are the rooms in which sessions at the same time sit already.
func (s *solver) taken(at int, done round) map[*Room]bool {
	taken := map[*Room]bool{}
	for other, l := range done {
		if !s.overlap(at, other) {
			continue
		}
		for _, h := range l.halls {
			if h.used > 0 {
				taken[h.room] = true
			}
		}
	}
	return taken
}

func (s *solver) overlap(a, b int) bool {
	x, y := s.in.Sessions[a], s.in.Sessions[b]
	return x.Starts.Before(y.Ends) && y.Starts.Before(x.Ends)
}

func (s *solver) session(at int, taken map[*Room]bool) *layout {
	var halls []*hall
	closed := 0
	for _, i := range s.open[at] {
		r := s.rooms[i]
		if taken[r] {
			closed++
			continue
		}
		if shape := s.shapes.of(*r); len(shape.place) > 0 {
			halls = append(halls, &hall{room: r, shape: shape, number: i, seat: make([]int32, len(shape.place))})
		}
	}
	e := &effort{moves: movesLeast + movesEach*len(s.members[at]), nodes: s.nodes}
	p := newProblem(s.in, s.members[at], halls, e, hash(s.seed, s.in.Sessions[at].ID))
	p.closed = closed
	l := p.best()
	s.nodes = e.nodes
	return l
}

// worst is the session with the most people without a seat, or -1.
func (r round) worst(sessions []int) int {
	worst, most := -1, 0
	for _, at := range sessions {
		if n := len(r[at].left); n > most {
			worst, most = at, n
		}
	}
	return worst
}

// before tells whether a round is better than another.
func (r round) before(other round) bool {
	left, rooms := r.sums()
	otherLeft, otherRooms := other.sums()
	return cmp.Or(cmp.Compare(left, otherLeft), cmp.Compare(rooms, otherRooms)) < 0
}

func (r round) sums() (left, rooms int) {
	for _, l := range r {
		left += len(l.left)
		rooms += l.rooms()
	}
	return left, rooms
}
