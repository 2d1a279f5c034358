package seating

// A layout is an attempt to seat everybody in some of the halls.
type layout struct {
	*problem
	halls  []*hall // those that are used in this attempt
	left   []int32 // who found no seat
	soft   int
	proven bool // that no more can be seated
}

// lay deals everybody out, arranges each hall, and finds seats for those who are
// left over.
func (p *problem) lay(halls []*hall) *layout {
	l := &layout{problem: p, halls: make([]*hall, len(halls))}
	for i, h := range halls {
		l.halls[i] = &hall{room: h.room, shape: h.shape, number: h.number, seat: make([]int32, len(h.seat))}
	}
	d := newDealer(l)
	d.run()
	for i, h := range l.halls {
		l.left = append(l.left, l.arrange(h, d.hands[i])...)
	}
	l.mend()
	l.ease()
	for _, h := range l.halls {
		l.soft += l.total(h)
	}
	return l
}

// A dealer deals groups out to halls, so that each hall gets its share of each
// group and no more of it than can be kept apart.
type dealer struct {
	*layout
	apart bool
	hands [][]int32      // who comes into which hall
	top   []int          // of those, how many are of the groups dealt so far
	own   map[[2]int]int // group and hall → members who came one by one
	turn  int            // the hall whose turn it is
}

func newDealer(l *layout) *dealer {
	n := len(l.halls)
	return &dealer{layout: l, apart: l.weight[l.first] >= hard, hands: make([][]int32, n), top: make([]int, n),
		own: map[[2]int]int{}, turn: l.chance.below(max(n, 1))}
}

func (d *dealer) run() {
	groups := d.groups[d.first]
	rest, early := make([][]int32, len(groups)), make([][]int, len(groups))
	for j, g := range groups {
		var access []int32
		access, rest[j] = d.split(g.members)
		d.deal(access, func(i int) int { return d.forAccess(j, i) }, func(i int) {
			d.own[[2]int{j, i}]++
			early[j] = append(early[j], i)
		})
	}
	for j := range groups {
		for _, i := range early[j] {
			d.top[i]++
		}
		d.deal(rest[j], func(i int) int { return d.forRest(j, i) }, func(i int) { d.top[i]++; d.own[[2]int{j, i}]++ })
	}
}

// split parts those who need access from the others.
func (d *dealer) split(members []int32) (access, rest []int32) {
	for _, c := range members {
		if d.access[c] {
			access = append(access, c)
		} else {
			rest = append(rest, c)
		}
	}
	return access, rest
}

func (d *dealer) room(i int) int { return len(d.halls[i].seat) - len(d.hands[i]) }

func (d *dealer) bound(j int) bool { return d.apart && d.groups[d.first][j].value != 0 }

// forAccess is how many more of a group may come into a hall who need access.
func (d *dealer) forAccess(j, i int) int {
	switch {
	case !d.halls[i].room.Accessible:
		return 0
	case !d.bound(j):
		return d.room(i)
	}
	return min(d.room(i), d.halls[i].shape.most(1)-d.own[[2]int{j, i}])
}

// forRest is how many more of a group may come into a hall.
func (d *dealer) forRest(j, i int) int {
	if !d.bound(j) {
		return d.room(i)
	}
	s := d.halls[i].shape
	return max(0, min(d.room(i), s.most(1)-d.own[[2]int{j, i}], s.most(j+1)-d.top[i]))
}

// deal gives people out one by one to the halls in turn, to each what it allows.
// A group that is large beside the number of halls is shared in proportion.
func (d *dealer) deal(people []int32, allows func(int) int, count func(int)) {
	if len(people) >= (len(d.halls)+3)/4 {
		shares := d.shares(len(people), allows)
		allows = func(i int) int { return shares[i] }
		counted := count
		count = func(i int) { counted(i); shares[i]-- }
	}
	for n, c := range people {
		if !d.forward(allows) {
			d.left = append(d.left, people[n:]...)
			return
		}
		d.hands[d.turn] = append(d.hands[d.turn], c)
		count(d.turn)
		d.turn = (d.turn + 1) % len(d.halls)
	}
}

// forward goes to the next hall that allows somebody, if there is one.
func (d *dealer) forward(allows func(int) int) bool {
	for range d.halls {
		if allows(d.turn) > 0 {
			return true
		}
		d.turn = (d.turn + 1) % len(d.halls)
	}
	return false
}

// shares divides a number of people among the halls in proportion to what each
// allows; what does not divide goes to the halls in turn.
func (d *dealer) shares(people int, allows func(int) int) []int {
	n, sum := len(d.halls), 0
	most, shares := make([]int, n), make([]int, n)
	for i := range most {
		most[i] = allows(i)
		sum += most[i]
	}
	if people >= sum {
		return most
	}
	for i := range shares {
		shares[i] = most[i] * people / sum
	}
	for i, rest := 0, people-sumOf(shares); rest > 0; i++ {
		if at := (d.turn + i) % n; shares[at] < most[at] {
			shares[at]++
			rest--
		}
	}
	return shares
}

func sumOf(all []int) (sum int) {
	for _, n := range all {
		sum += n
	}
	return sum
}
