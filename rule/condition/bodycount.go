package condition

import (
	"slices"
	"strconv"

	"assay/skill"
)

// A number is how many there are, and how many there should be.
type number struct {
	have, least, most int  // most 0: any number
	parts             bool // least is all that there are
}

func (n number) enough() bool { return n.have >= n.least && (n.most == 0 || n.have <= n.most) }

// String is how many there are; of how many, where all are asked for.
func (n number) String() string {
	if n.parts && n.least > 0 {
		return strconv.Itoa(n.have) + "/" + strconv.Itoa(n.least)
	}
	return strconv.Itoa(n.have)
}

// all is so many of all that there are; of none it is not enough.
func all(have, of int) number { return number{have: have, least: max(1, of), parts: of > 0} }

// count counts what a term asks for. What nobody stated may be enough, but takes
// nothing away from what is too much.
func (c *bodyCase) count(t skill.Term, r reading) (n number) {
	subject := skill.SubjectStaff
	switch t := t.(type) {
	case skill.StaffTerm:
		n = number{have: c.people(t.Positions, t.Occupation, nil), least: t.Least, most: t.Most}
	case skill.FullTimeTerm:
		n = c.fullTime(t)
	case skill.CardTerm:
		n = c.everybody(t.Position, t.Occupation, func(s *skill.Staff) bool { return s.Card })
	case skill.StaffDegreeTerm:
		n = c.everybody(t.Position, t.Occupation, c.degreed(t, r))
	case skill.StaffTitleTerm:
		n = c.everybody(t.Position, t.Occupation, c.titled(t, r))
	case skill.RoomTerm:
		subject, n = skill.SubjectRooms, c.rooms(t)
	case skill.VideoTerm:
		subject, n = skill.SubjectRooms, c.video(t)
	case skill.EquipmentTerm:
		subject, n = skill.SubjectEquipment, c.pieces(t)
	case skill.TurnoverTerm:
		subject, n = skill.SubjectTurnover, number{have: c.turnover(t, c.On.Year()), least: t.Least}
	case skill.BatchesTerm:
		subject, n = skill.SubjectRecord, number{have: c.Dossier.Record.Batches, least: t.Least}
	case skill.FindableTerm:
		subject, n = skill.SubjectRecord, number{have: c.Dossier.Record.Findable, least: c.Dossier.Record.Certificates, parts: true}
	}
	if c.unknown(r, subject) && (!n.parts || n.have == n.least) {
		n.have = max(n.have, n.least)
	}
	return n
}

// holds tells whether an entry is of the position and stands for the occupation.
func holds(s *skill.Staff, p skill.Position, o skill.OccupationCode) bool {
	return s.Position == p && concernsOccupation(s.Occupations, o)
}

// concernsOccupation: a list of none is of all, and no occupation asks for none.
func concernsOccupation(list []skill.OccupationCode, o skill.OccupationCode) bool {
	return o == "" || len(list) == 0 || slices.Contains(list, o)
}

// people counts the humans in the positions that are as asked.
func (c *bodyCase) people(positions []skill.Position, o skill.OccupationCode, as func(*skill.Staff) bool) int {
	counted := make([]bool, len(c.who))
	n := 0
	for i := range c.Dossier.Staff {
		s := &c.Dossier.Staff[i]
		if slices.Contains(positions, s.Position) && concernsOccupation(s.Occupations, o) && (as == nil || as(s)) && !counted[c.who[i]] {
			counted[c.who[i]] = true
			n++
		}
	}
	return n
}

func (c *bodyCase) fullTime(t skill.FullTimeTerm) number {
	n := c.people(t.Positions, t.Occupation, func(s *skill.Staff) bool { return s.FullTime })
	if t.Least > 0 {
		return number{have: n, least: t.Least}
	}
	return all(n, c.people(t.Positions, t.Occupation, nil))
}

// everybody counts the entries of the position that are as asked, of all of them.
func (c *bodyCase) everybody(p skill.Position, o skill.OccupationCode, as func(*skill.Staff) bool) number {
	have, of := 0, 0
	for i := range c.Dossier.Staff {
		if s := &c.Dossier.Staff[i]; holds(s, p, o) {
			of++
			if as(s) {
				have++
			}
		}
	}
	return all(have, of)
}

func (c *bodyCase) degreed(t skill.StaffDegreeTerm, r reading) func(*skill.Staff) bool {
	return func(s *skill.Staff) bool {
		return slices.Contains(t.Degrees, s.Degree) || s.Degree == "" && c.unknown(r, skill.SubjectDegrees)
	}
}

func (c *bodyCase) titled(t skill.StaffTitleTerm, r reading) func(*skill.Staff) bool {
	return func(s *skill.Staff) bool {
		return s.Title.AtLeast(t.Grade) || s.Title == "" && c.unknown(r, skill.SubjectStaffTitles)
	}
}

// apart: each of the positions is held, and nobody holds two of them.
func (c *bodyCase) apart(t skill.ApartTerm, r reading) bool {
	if c.shared(t) {
		return false
	}
	for _, p := range t.Positions {
		if c.people([]skill.Position{p}, "", nil) == 0 {
			return c.unknown(r, skill.SubjectStaff)
		}
	}
	return true
}

// shared tells whether somebody holds two of the positions.
func (c *bodyCase) shared(t skill.ApartTerm) bool {
	at := make([]skill.Position, len(c.who))
	for i, s := range c.Dossier.Staff {
		who := c.who[i]
		switch {
		case !slices.Contains(t.Positions, s.Position):
		case at[who] == "":
			at[who] = s.Position
		case at[who] != s.Position:
			return true
		}
	}
	return false
}

// rooms counts those of the kind that are large enough; where one with seats is
// asked for, the seats of the largest.
func (c *bodyCase) rooms(t skill.RoomTerm) number {
	n := number{least: t.Least}
	seats := 0
	for i := range c.Dossier.Rooms {
		room := &c.Dossier.Rooms[i]
		if room.Kind != t.Room || !concernsOccupation(room.Occupations, t.Occupation) {
			continue
		}
		seats = max(seats, room.Seats)
		if room.Seats >= t.Seats {
			n.have++
		}
	}
	if t.Seats > 0 && t.Least == 1 {
		return number{have: seats, least: t.Seats}
	}
	return n
}

func (c *bodyCase) video(t skill.VideoTerm) number {
	have, of := 0, 0
	for i := range c.Dossier.Rooms {
		if room := &c.Dossier.Rooms[i]; slices.Contains(t.Rooms, room.Kind) {
			of++
			if room.Video {
				have++
			}
		}
	}
	return all(have, of)
}

func (c *bodyCase) pieces(t skill.EquipmentTerm) number {
	n := number{least: t.Least}
	for _, e := range c.Dossier.Equipment {
		if e.Use == t.Use && (t.Occupation == "" || e.Occupation == t.Occupation) {
			n.have += e.Count
		}
	}
	return n
}

// turnover adds up the years until one.
func (c *bodyCase) turnover(t skill.TurnoverTerm, until int) (sum int) {
	for _, y := range c.Dossier.Turnover {
		if y.Year <= until && (t.Occupation == "" || y.Occupation == t.Occupation) {
			sum += y.Persons
		}
	}
	return sum
}
