package seating

// random is splitmix64: chance that is the same on every machine for a seed.
type random struct{ state uint64 }

func (r *random) next() uint64 {
	r.state += 0x9e3779b97f4a7c15
	return mix(r.state)
}

// below is a number from 0 to n-1.
func (r *random) below(n int) int { return int(r.next() % uint64(n)) }

func mix(z uint64) uint64 {
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}

// hash draws a number for a name, so that an order by it depends on the seed and
// on the names alone, never on the order in which they were listed.
func hash(seed uint64, texts ...string) uint64 {
	h := mix(seed ^ 0x9e3779b97f4a7c15)
	for _, t := range texts {
		for i := range len(t) {
			h = (h ^ uint64(t[i])) * 0x100000001b3
		}
		h = mix(h ^ uint64(len(t)))
	}
	return h
}
