package skill

import "assay/skill/day"

func date(s string) day.Date { return day.Must(s) }

func period(from, to string) day.Period { return day.Period{From: date(from), To: date(to)} }

func reason(err error) string {
	if err == nil {
		return ""
	}
	return ReasonOf(err)
}
