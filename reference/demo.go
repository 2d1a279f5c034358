package reference

import "embed"

//go:generate go run ../internal/specimen demo

//go:embed demo/electricians.xlsx demo/welders.xlsx
var demoFiles embed.FS

// DemoRosters are the rosters of the demonstration: a level-4 batch of
// electricians (电工) and a level-3 batch of welders (焊工), all of them
// synthetic people.
func DemoRosters() (electricians, welders []byte, err error) {
	if electricians, err = demoFiles.ReadFile("demo/electricians.xlsx"); err != nil {
		return nil, nil, err
	}
	welders, err = demoFiles.ReadFile("demo/welders.xlsx")
	return electricians, welders, err
}
