// Answers calls of template functions as Helm does: one JSON object a line in, one a line out.
package main

import (
	"bufio"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"reflect"
	"regexp"
	"strconv"
	"strings"
	"text/template"
	"unicode/utf8"
	_ "unsafe"

	_ "helm.sh/helm/v4/pkg/engine"
)

//go:linkname funcMap helm.sh/helm/v4/pkg/engine.funcMap
func funcMap() template.FuncMap

// A call: the name of a function and its encoded arguments.
type call struct {
	Name string `json:"fn"`
	Args []any  `json:"args"`
}

type answer struct {
	// The type and the text of the result, in base64 where it is not UTF-8.
	Out    string `json:"out,omitempty"`
	Base64 string `json:"b64,omitempty"`
	Error  string `json:"error,omitempty"`
}

var position = regexp.MustCompile(`^template: t:1:\d+: executing "t" at <[^>]*>: `)

func main() {
	functions := funcMap()
	functions["getHostByName"] = func(string) string { return "" }
	functions["fail"] = func(message string) (string, error) { return "", errors.New(message) }
	functions["required"] = func(message string, value any) (any, error) {
		if text, isText := value.(string); value == nil || (isText && text == "") {
			return value, errors.New(message)
		}
		return value, nil
	}
	functions["portolanShow"] = show
	scanner := bufio.NewScanner(os.Stdin)
	scanner.Buffer(nil, 1<<26)
	out := bufio.NewWriter(os.Stdout)
	defer out.Flush()
	encoder := json.NewEncoder(out)
	encoder.SetEscapeHTML(false)
	for scanner.Scan() {
		var one call
		if err := json.Unmarshal(scanner.Bytes(), &one); err != nil {
			panic(err)
		}
		if err := encoder.Encode(execute(functions, one)); err != nil {
			panic(err)
		}
	}
}

func execute(functions template.FuncMap, one call) answer {
	values := map[string]any{}
	source := "{{ portolanShow (" + expression(one.Name, one.Args, values) + ") }}"
	parsed, err := template.New("t").Option("missingkey=zero").Funcs(functions).Parse(source)
	if err != nil {
		return answer{Error: err.Error()}
	}
	var text strings.Builder
	if err := parsed.Execute(&text, values); err != nil {
		return answer{Error: position.ReplaceAllString(err.Error(), "")}
	}
	if !utf8.ValidString(text.String()) {
		return answer{Base64: base64.StdEncoding.EncodeToString([]byte(text.String()))}
	}
	return answer{Out: text.String()}
}

// expression writes a call as a template; the arguments become fields of the values.
func expression(name string, args []any, values map[string]any) string {
	text := name
	for _, arg := range args {
		if object, isObject := arg.(map[string]any); isObject {
			if inner, isCall := object["call"].([]any); isCall {
				text += " (" + expression(inner[0].(string), inner[1:], values) + ")"
				continue
			}
		}
		field := "a" + strconv.Itoa(len(values))
		values[field] = decode(arg)
		text += " ." + field
	}
	return text
}

// decode makes a value of what JSON says: {"int": "1"}, {"int64": "1"}, {"map": {…}}; numbers are float64.
func decode(value any) any {
	switch value := value.(type) {
	case []any:
		list := make([]any, len(value))
		for i, item := range value {
			list[i] = decode(item)
		}
		return list
	case map[string]any:
		if text, isInt := value["int"].(string); isInt {
			number, _ := strconv.Atoi(text)
			return number
		}
		if text, isInt := value["int64"].(string); isInt {
			number, _ := strconv.ParseInt(text, 10, 64)
			return number
		}
		entries := map[string]any{}
		for key, item := range value["map"].(map[string]any) {
			entries[key] = decode(item)
		}
		return entries
	default:
		return value
	}
}

// show prints the type and the value of a result, lists and maps as JSON.
func show(value any) string {
	kind := reflect.ValueOf(value).Kind()
	if kind == reflect.Slice || kind == reflect.Map {
		if text, err := json.Marshal(value); err == nil {
			return fmt.Sprintf("%T|%s", value, text)
		}
	}
	return fmt.Sprintf("%T|%v", value, value)
}
