// Executes templates with Go's own text/template: a line of JSON with a case in, a line with what it comes to out.
package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"
	"text/template"
)

type input struct {
	Text       string          `json:"text"`
	Helpers    string          `json:"helpers"`
	MissingKey string          `json:"missingKey"`
	Data       json.RawMessage `json:"data"`
}

type output struct {
	Text  *string `json:"text,omitempty"`
	Error string  `json:"error,omitempty"`
}

func main() {
	scanner := bufio.NewScanner(os.Stdin)
	scanner.Buffer(nil, 1<<26)
	out := bufio.NewWriter(os.Stdout)
	defer out.Flush()
	for scanner.Scan() {
		var in input
		if err := json.Unmarshal(scanner.Bytes(), &in); err != nil {
			panic(err)
		}
		line, _ := json.Marshal(run(in))
		out.Write(line)
		out.WriteByte('\n')
	}
}

func run(in input) output {
	text, err := render(in)
	if err != nil {
		return output{Error: err.Error()}
	}
	return output{Text: &text}
}

func render(in input) (string, error) {
	root := template.New("gotpl").Option("missingkey=" + in.MissingKey)
	root.Funcs(functions(root, in.MissingKey))
	if _, err := root.New("helpers").Parse(in.Helpers); err != nil {
		return "", err
	}
	if _, err := root.New("case").Parse(in.Text); err != nil {
		return "", err
	}
	var out strings.Builder
	err := root.ExecuteTemplate(&out, "case", value(in.Data))
	return out.String(), err
}

// Some functions with parameters of several types, and Helm's include and tpl as its engine has them.
func functions(root *template.Template, missingKey string) template.FuncMap {
	return template.FuncMap{
		"upper":  strings.ToUpper,
		"repeat": func(count int, text string) string { return strings.Repeat(text, count) },
		"half":   func(x float64) float64 { return x / 2 },
		"choose": func(yes, no any, which bool) any {
			if which {
				return yes
			}
			return no
		},
		"list": func(items ...any) []any { return items },
		"size": func(m map[string]any) int { return len(m) },
		"default": func(fallback any, given ...any) any {
			if len(given) == 0 || given[0] == nil {
				return fallback
			}
			if truth, _ := template.IsTrue(given[0]); !truth {
				return fallback
			}
			return given[0]
		},
		"fail":    func(message string) (string, error) { return "", errors.New(message) },
		"include": include(root),
		"tpl":     tpl(root, missingKey),
	}
}

func include(root *template.Template) func(string, any) (string, error) {
	return func(name string, data any) (string, error) {
		var out strings.Builder
		err := root.ExecuteTemplate(&out, name, data)
		return out.String(), err
	}
}

func tpl(root *template.Template, missingKey string) func(string, any) (string, error) {
	return func(text string, data any) (string, error) {
		clone, err := root.Clone()
		if err != nil {
			return "", err
		}
		clone.Option("missingkey=" + missingKey)
		clone.Funcs(template.FuncMap{"include": include(clone), "tpl": tpl(clone, missingKey)})
		parsed, err := clone.New(root.Name()).Parse(text)
		if err != nil {
			return "", fmt.Errorf("cannot parse template %q: %w", text, err)
		}
		var out strings.Builder
		if err := parsed.Execute(&out, data); err != nil {
			return "", fmt.Errorf("error during tpl function execution for %q: %w", text, err)
		}
		return strings.ReplaceAll(out.String(), "<no value>", ""), nil
	}
}

// Numbers are float64, as in a values file; {"int": "5"} is an int, {"map": {…}} a map.
func value(raw json.RawMessage) any {
	var plain any
	if err := json.Unmarshal(raw, &plain); err != nil {
		panic(err)
	}
	return untagged(plain)
}

func untagged(plain any) any {
	switch plain := plain.(type) {
	case []any:
		items := make([]any, len(plain))
		for i, item := range plain {
			items[i] = untagged(item)
		}
		return items
	case map[string]any:
		if digits, ok := plain["int"].(string); ok {
			number, err := strconv.Atoi(digits)
			if err != nil {
				panic(err)
			}
			return number
		}
		entries := map[string]any{}
		for key, item := range plain["map"].(map[string]any) {
			entries[key] = untagged(item)
		}
		return entries
	}
	return plain
}
