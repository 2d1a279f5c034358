package registry

import (
	"context"
	"strconv"
	"strings"

	"assay/rule/likeness"
	"assay/rule/standing"
	"assay/skill"
	"assay/skill/day"
	"assay/store"
)

// A Search is a question to the public register of bodies (评价机构名录). What is
// left empty asks nothing.
type Search struct {
	Words      string // a name or part of one, as typed
	Region     string // a province's two digits or a city's four
	Occupation skill.OccupationCode
	Level      skill.Level
	On         day.Date // zero is today
	InScope    bool     // only bodies that might assess it on that day
	After      string   // Listing.Next of the page before
	Limit      int      // at most so many; 0 means 20
}

// A Listing is what the register answers. Who typed a name sees first whether a
// body of exactly that name is there; then those whose names hold the words, page
// by page in the order of names; then those whose names look alike.
type Listing struct {
	On    day.Date
	Today day.Date
	// Exact are the bodies of exactly the name that was typed, whatever else was
	// asked: who looks for one must not miss it by a wrong filter.
	Exact []Listed
	Found []Listed
	// Count is how many there are in Found and behind it, from this page on; More
	// tells that there are more than were counted.
	Count int
	More  bool
	Next  string // empty at the end
	// Alike are those whose names look alike, the nearest first; AlikeMore is how
	// many others there are at least.
	Alike     []Listed
	AlikeMore int
	Wording   []string // of the State, in what was typed
}

// A Listed is a body as the public sees it.
type Listed struct {
	Name     string
	English  string
	Code     string // 统一社会信用代码
	Class    string // Y employer, S social organisation
	Province string // two digits
	City     string // four digits; empty where its place in the tree names none
	Filed    day.Date
	FiledTo  day.Date
	Standing standing.Answer
	Wording  []string // of the State, in its name
	// Of one that looks alike: in what way, and the two names in pieces.
	Likeness     likeness.Kind
	Asked, Other []likeness.Piece
}

const (
	usualListed = 20
	countMost   = 100 // bodies are counted up to here
	alikeShown  = 20
	exactMost   = 50
	wordsLeast  = 2   // characters
	wordsMost   = 100 // characters
)

// Search (机构查询) asks the register. What cannot be searched for is Invalid with
// its field: words, region or after.
func (d *Desk) Search(ctx context.Context, q Search) (l Listing, err error) {
	l.Today = day.Of(d.Now())
	if l.On = q.On; l.On.IsZero() {
		l.On = l.Today
	}
	seek, err := q.seek(l.On)
	if err != nil {
		return l, err
	}
	first := q.After == ""
	if first {
		seek.Limit = max(seek.Limit, countMost+1)
	}
	sought, err := d.Store.SeekBodies(ctx, seek)
	if err != nil {
		return l, err
	}
	l.count(sought, q.limit())
	asked := standing.Question{On: l.On, Occupation: q.Occupation, Level: q.Level}
	if l.Found, err = d.listed(ctx, sought[:min(len(sought), q.limit())], asked); err != nil || !first || seek.Part == "" {
		return l, err
	}
	return l, d.byName(ctx, &l, sought, q.Words, asked)
}

func (q Search) limit() int {
	if q.Limit <= 0 {
		return usualListed
	}
	return q.Limit
}

// count says how many there are, as far as they were sought.
func (l *Listing) count(sought []store.Sought, shown int) {
	l.Count = len(sought)
	if l.More = len(sought) > countMost; l.More {
		l.Count = max(countMost, shown)
	}
	if len(sought) > shown {
		l.Next = strconv.FormatInt(sought[shown-1].Entry, 36)
	}
}

// seek reads the fields of the question.
func (q Search) seek(on day.Date) (s store.Seek, err error) {
	s = store.Seek{Occupation: q.Occupation, Level: q.Level, InScope: q.InScope, On: on, Limit: q.limit() + 1}
	words := skill.Fold(q.Words)
	switch n := len([]rune(words)); {
	case n > wordsMost:
		return s, skill.FailField("words", "register.words.long", "most", strconv.Itoa(wordsMost))
	case n > 0 && n < wordsLeast:
		return s, skill.FailField("words", "register.words.short")
	}
	s.Part = words
	digits := strings.Trim(q.Region, "0123456789") == ""
	switch {
	case len(q.Region) == 2 && digits:
		s.Province = q.Region
	case len(q.Region) == 4 && digits:
		s.Province, s.Path = q.Region[:2], skill.OrgPath("/"+q.Region[:2]+"/"+q.Region+"/")
	case q.Region != "":
		return s, skill.FailField("region", "register.region")
	}
	if q.After != "" {
		if s.After, err = strconv.ParseInt(q.After, 36, 64); err != nil || s.After <= 0 {
			return s, skill.FailField("after", "register.after")
		}
	}
	return s, nil
}

// byName adds what only who typed a name is told.
func (d *Desk) byName(ctx context.Context, l *Listing, found []store.Sought, words string, asked standing.Question) error {
	l.Wording = d.Store.Names().State(words)
	exact, err := d.Store.SeekBodies(ctx, store.Seek{Name: words, Limit: exactMost})
	if err != nil {
		return err
	}
	if l.Exact, err = d.listed(ctx, exact, asked); err != nil {
		return err
	}
	l.Alike, l.AlikeMore, err = d.alike(ctx, words, append(exact, found...), asked)
	return err
}

// listed reads bodies as the public sees them, in the order they were sought in.
// What is told comes from their own records and not from what they were found by.
func (d *Desk) listed(ctx context.Context, sought []store.Sought, asked standing.Question) ([]Listed, error) {
	if len(sought) == 0 {
		return nil, nil
	}
	ids := make([]skill.BodyID, len(sought))
	for i, f := range sought {
		ids[i] = f.Body
	}
	standings, err := d.Store.Unscoped().Standings(ctx, ids, asked.Occupation, asked.Level)
	if err != nil {
		return nil, err
	}
	out := make([]Listed, len(sought))
	for i, f := range sought {
		out[i] = d.listing(standings[f.Body], f.Filed, asked)
	}
	return out, nil
}

func (d *Desk) listing(s skill.Standing, filed day.Date, asked standing.Question) Listed {
	b := s.Body
	return Listed{
		Name: b.Name, English: b.English, Code: b.USCC, Class: b.Class, Province: b.Province, City: cityOf(b.Path),
		Filed: filed, FiledTo: b.FiledTo, Standing: standing.On(s, filed, asked), Wording: d.Store.Names().State(b.Name),
	}
}

// cityOf is the city's code in a path such as /44/4403/b-1/.
func cityOf(p skill.OrgPath) string {
	parts := strings.Split(string(p), "/")
	if len(parts) < 4 || len(parts[2]) != 4 || strings.Trim(parts[2], "0123456789") != "" || !strings.HasPrefix(parts[2], parts[1]) {
		return ""
	}
	return parts[2]
}
