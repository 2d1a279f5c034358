package skill

// A Level is a vocational skill level (职业技能等级): a named, ordered scale on
// which < does not compile, because the printed digits run downward (5 is the
// lowest, 1 the highest of the five) and the newer levels have no digit.
//
//	学徒工 < 5 < 4 < 3 < 2 < 1 < 特级技师 < 首席技师
//
// The zero Level is no level.
// Source: 人社部发〔2022〕14号 (新八级工).
type Level struct{ rank uint8 }

// The scale.
var (
	Apprentice = Level{1} // 学徒工
	Level5     = Level{2} // 五级/初级工
	Level4     = Level{3} // 四级/中级工
	Level3     = Level{4} // 三级/高级工
	Level2     = Level{5} // 二级/技师
	Level1     = Level{6} // 一级/高级技师
	Special    = Level{7} // 特级技师
	Chief      = Level{8} // 首席技师
)

// levelRows holds what is said of each rank; row 0 is no level.
var levelRows = [...]struct{ text, zh, en string }{
	{},
	{"apprentice", "学徒工", "Apprentice"},
	{"5", "五级/初级工", "Level 5"},
	{"4", "四级/中级工", "Level 4"},
	{"3", "三级/高级工", "Level 3"},
	{"2", "二级/技师", "Level 2"},
	{"1", "一级/高级技师", "Level 1"},
	{"special", "特级技师", "Special-grade technician"},
	{"chief", "首席技师", "Chief technician"},
}

// Levels lists the scale from the lowest to the highest.
func Levels() []Level {
	return []Level{Apprentice, Level5, Level4, Level3, Level2, Level1, Special, Chief}
}

// ParseLevel reads the stored form: "5" … "1", "apprentice", "special", "chief".
func ParseLevel(s string) (Level, error) {
	for _, l := range Levels() {
		if l.String() == s {
			return l, nil
		}
	}
	return Level{}, Fail(Invalid, "level.unknown", "got", s)
}

// String is the stored form, "" for no level.
func (l Level) String() string { return levelRows[l.rank].text }

// Chinese is the printed form 中文数字+级/等级名称, e.g. 四级/中级工.
// Source: 人社鉴发〔2021〕1号, field 10 of the layout.
func (l Level) Chinese() string { return levelRows[l.rank].zh }

// English is the form beside the Chinese one, e.g. Level 4.
func (l Level) English() string { return levelRows[l.rank].en }

// IsZero tells whether l is no level.
func (l Level) IsZero() bool { return l.rank == 0 }

// AtLeast tells whether l is the level o or a higher one.
func (l Level) AtLeast(o Level) bool { return l.rank >= o.rank }

// Compare is negative, zero or positive as l is lower than, equal to or higher than o.
func (l Level) Compare(o Level) int { return int(l.rank) - int(o.rank) }

// Below is the next lower level, or no level below the apprentice.
func (l Level) Below() Level {
	if l.rank == 0 {
		return l
	}
	return Level{l.rank - 1}
}

// MarshalText is the stored form.
func (l Level) MarshalText() ([]byte, error) { return []byte(l.String()), nil }

// UnmarshalText reads the stored form; empty is no level.
func (l *Level) UnmarshalText(b []byte) (err error) {
	if len(b) == 0 {
		*l = Level{}
		return nil
	}
	*l, err = ParseLevel(string(b))
	return err
}
