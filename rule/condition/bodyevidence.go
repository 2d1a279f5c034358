package condition

import (
	"slices"
	"strconv"

	"assay/skill"
	"assay/skill/day"
)

// have measures how far a term goes that does not surely hold.
func (c *bodyCase) have(t skill.Term) skill.Measure {
	word := func(s string) skill.Measure { return skill.Measure{Word: s} }
	switch t := t.(type) {
	case skill.StaffYearsTerm:
		return skill.Measure{Span: c.least(t)}
	case skill.ServiceTerm:
		return skill.Measure{Span: tally(c.service(), unbroken(t), day.Date{}, c.On)}
	case skill.StaffDegreeTerm:
		s := c.lacking(t.Position, t.Occupation, c.degreed(t, sure))
		return word(string(s.Degree))
	case skill.StaffTitleTerm:
		s := c.lacking(t.Position, t.Occupation, c.titled(t, sure))
		return word(string(s.Title))
	case skill.ApartTerm:
		if c.shared(t) {
			return word("same-person")
		}
		return skill.Measure{}
	case skill.InsuredTerm:
		return word(c.Dossier.Insured)
	case skill.ApplyTerm:
		return c.left(t)
	case skill.RectifiedTerm:
		return word(strconv.Itoa(c.Dossier.Record.Overdue))
	case skill.SystemTerm, skill.CommitmentTerm, skill.FindingTerm, skill.RegisteredTerm:
		return skill.Measure{}
	}
	return word(c.count(t, sure).String())
}

// left is how long it is to the filing's last day, in what the term counts.
func (c *bodyCase) left(t skill.ApplyTerm) skill.Measure {
	end := c.Dossier.Record.FiledTo
	switch {
	case end.IsZero():
		return skill.Measure{Word: "none"}
	case t.Months > 0 && !c.On.After(end):
		return skill.Measure{Span: day.Between(c.On, end)}
	}
	return skill.Measure{Span: day.Span{Days: end.Ordinal() - c.On.Ordinal()}}
}

// lacking is the first entry of the position that is not as asked.
func (c *bodyCase) lacking(p skill.Position, o skill.OccupationCode, as func(*skill.Staff) bool) skill.Staff {
	for i := range c.Dossier.Staff {
		if s := &c.Dossier.Staff[i]; holds(s, p, o) && !as(s) {
			return *s
		}
	}
	return skill.Staff{}
}

// least is the shortest time that anybody in the position has.
func (c *bodyCase) least(t skill.StaffYearsTerm) day.Span {
	var latest day.Date
	for i := range c.Dossier.Staff {
		s := &c.Dossier.Staff[i]
		switch {
		case !holds(s, t.Position, t.Occupation):
		case s.Since.IsZero():
			return day.Span{}
		default:
			latest = day.Later(latest, s.Since)
		}
	}
	if latest.IsZero() {
		return day.Span{}
	}
	return day.Between(latest, c.On)
}

// cite adds the facts on which a term rests.
func (c *bodyCase) cite(out []skill.Reliance, t skill.Term, _ reading) []skill.Reliance {
	d := c.Dossier
	add := func(subject string, index int, word string) {
		out = append(out, skill.Reliance{Term: t.Kind(), Fact: skill.Fact{Subject: subject, Index: index}, Value: skill.Measure{Word: word}})
	}
	switch t := t.(type) {
	case skill.SystemTerm:
		add("systems", slices.Index(d.Systems, t.System), string(t.System))
	case skill.CommitmentTerm:
		add("commitments", slices.Index(d.Commitments, t.Commitment), string(t.Commitment))
	case skill.FindingTerm:
		add("attested", slices.Index(d.Attested, t.Finding), string(t.Finding))
	case skill.InsuredTerm:
		add("insured", -1, d.Insured)
	case skill.RegisteredTerm:
		add("registered", -1, d.Registered.String())
	case skill.ServiceTerm:
		for i, p := range d.Service {
			add("service", i, day.Between(p.From, c.until(p)).String())
		}
	case skill.ApplyTerm:
		add("record.filed_to", -1, d.Record.FiledTo.String())
	case skill.BatchesTerm:
		add("record.batches", -1, strconv.Itoa(d.Record.Batches))
	case skill.FindableTerm:
		add("record.findable", -1, c.count(t, sure).String())
	case skill.RectifiedTerm:
		add("record.overdue", -1, strconv.Itoa(d.Record.Overdue))
	case skill.RoomTerm, skill.VideoTerm, skill.EquipmentTerm, skill.TurnoverTerm:
		c.citeThings(t, add)
	default:
		c.citeStaff(t, add)
	}
	return out
}

// until is the day after a period's last, or the day asked while it goes on.
func (c *bodyCase) until(p day.Period) day.Date {
	if p.To.IsZero() {
		return c.On
	}
	return day.Earlier(p.To.AddDays(1), c.On)
}

func (c *bodyCase) citeThings(t skill.Term, add func(subject string, index int, word string)) {
	for i, room := range c.Dossier.Rooms {
		switch t := t.(type) {
		case skill.RoomTerm:
			if room.Kind == t.Room && concernsOccupation(room.Occupations, t.Occupation) && room.Seats >= t.Seats {
				add("rooms", i, strconv.Itoa(room.Seats))
			}
		case skill.VideoTerm:
			if slices.Contains(t.Rooms, room.Kind) {
				add("rooms", i, string(room.Kind))
			}
		}
	}
	if t, ok := t.(skill.EquipmentTerm); ok {
		for i, e := range c.Dossier.Equipment {
			if e.Use == t.Use && (t.Occupation == "" || e.Occupation == t.Occupation) {
				add("equipment", i, strconv.Itoa(e.Count))
			}
		}
	}
	if t, ok := t.(skill.TurnoverTerm); ok {
		for i, y := range c.Dossier.Turnover {
			if y.Year <= c.On.Year() && (t.Occupation == "" || y.Occupation == t.Occupation) {
				add("turnover", i, strconv.Itoa(y.Persons))
			}
		}
	}
}

// citeStaff adds the entries that a term counts, with what it looks at in each.
func (c *bodyCase) citeStaff(t skill.Term, add func(subject string, index int, word string)) {
	for i := range c.Dossier.Staff {
		s := &c.Dossier.Staff[i]
		word := string(s.Position)
		var in bool
		switch t := t.(type) {
		case skill.StaffTerm:
			in = slices.Contains(t.Positions, s.Position) && concernsOccupation(s.Occupations, t.Occupation)
		case skill.FullTimeTerm:
			in = slices.Contains(t.Positions, s.Position) && concernsOccupation(s.Occupations, t.Occupation) && s.FullTime
		case skill.ApartTerm:
			in = slices.Contains(t.Positions, s.Position)
		case skill.StaffDegreeTerm:
			in, word = holds(s, t.Position, t.Occupation), string(s.Degree)
		case skill.StaffTitleTerm:
			in, word = holds(s, t.Position, t.Occupation), string(s.Title)
		case skill.StaffYearsTerm:
			in, word = holds(s, t.Position, t.Occupation), day.Between(s.Since, c.On).String()
		case skill.CardTerm:
			in = holds(s, t.Position, t.Occupation)
		}
		if in {
			add("staff", i, word)
		}
	}
}
