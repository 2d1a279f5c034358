// Command handbook writes the pages of docs that are made from the code: the
// lifecycles of docs/states.md and the words of docs/glossary.md.
package main

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
)

//go:generate go run . -root ../..

func main() {
	root := flag.String("root", ".", "the repository")
	flag.Parse()
	if err := write(*root); err != nil {
		fmt.Fprintln(os.Stderr, "handbook:", err)
		os.Exit(1)
	}
}

// write makes the pages of the repository at root.
func write(root string) error {
	all, err := pages(root)
	if err != nil {
		return err
	}
	for name, text := range all {
		if err := os.WriteFile(filepath.Join(root, "docs", name), []byte(text), 0o644); err != nil {
			return err
		}
	}
	return nil
}

// pages are the generated pages by name.
func pages(root string) (map[string]string, error) {
	field, err := read(filepath.Join(root, "skill"))
	if err != nil {
		return nil, err
	}
	states, err := field.states()
	if err != nil {
		return nil, err
	}
	return map[string]string{"states.md": states, "glossary.md": field.glossary()}, nil
}
