package reference

import "assay/skill/day"

// WorkingDays reads the calendars of the years whose State Council notice was
// seen, and of no others.
// Source: 国务院办公厅关于部分节假日安排的通知 of each year, named by Knows.
func WorkingDays() *day.Calendar {
	var file struct {
		Edition, Source, Confidence string
		Years                       []struct {
			Year   int
			Source string
			Off    []struct {
				Name     string
				From, To day.Date
			}
			Work []day.Date
		}
	}
	decode("calendars.json", &file)
	sources, except := map[int]string{}, map[day.Date]bool{}
	for _, y := range file.Years {
		sources[y.Year] = y.Source
		for _, holiday := range y.Off {
			for d := holiday.From; !d.After(holiday.To); d = d.AddDays(1) {
				except[d] = false
			}
		}
		for _, d := range y.Work {
			except[d] = true
		}
	}
	return day.NewCalendar(sources, except)
}
