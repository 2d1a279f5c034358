package main

import (
	"encoding/csv"
	"fmt"
	"strings"
	"text/tabwriter"

	"assay/api"
	"assay/web"
)

// accessCmd is `assay access`: the table of rights, for auditors.
type accessCmd struct {
	Matrix accessMatrixCmd `cmd:"" help:"Who may do which operation on whose records."`
}

type accessMatrixCmd struct {
	CSV bool `name:"csv" help:"Print comma-separated values."`
}

// Run prints the matrix.
// Source: docs/commands.md, assay access.
func (c accessMatrixCmd) Run(e *env) error {
	matrix, err := accessMatrix()
	if err != nil {
		return err
	}
	if c.CSV {
		w := csv.NewWriter(e.stdout)
		return w.WriteAll(matrix)
	}
	w := tabwriter.NewWriter(e.stdout, 0, 0, 2, ' ', 0)
	for _, line := range matrix {
		for i, cell := range line {
			if cell == "" {
				line[i] = "·"
			}
		}
		fmt.Fprintln(w, strings.Join(line, "\t"))
	}
	return w.Flush()
}

// accessMatrix is the table of rights with every route of the program.
func accessMatrix() ([][]string, error) {
	a, err := api.New(api.Desks{})
	if err != nil {
		return nil, err
	}
	site, err := web.New(web.Config{})
	if err != nil {
		return nil, err
	}
	return a.Matrix(site.Operations()...), nil
}
