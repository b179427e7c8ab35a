module portolan/arbiters/template

go 1.26
