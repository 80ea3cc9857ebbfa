"""Commands about the forms that are known: templates, templates show, templates explain."""

from __future__ import annotations

import click

from perfparse.cli.files import INPUT, PASSWORD, WrongUse, name_of, naming, read


@click.group("templates", invoke_without_command=True)
@click.pass_context
def forms(context: click.Context) -> None:
    """List the forms that are known."""
    if context.invoked_subcommand is None:
        from perfparse.review import inspection

        inspection.list_templates()


@forms.command("show")
@click.argument("name", metavar="ID")
def show_form(name: str) -> None:
    """Show the form ID: its columns, and the words that head them."""
    from perfparse.forms.templates import templates
    from perfparse.review import inspection

    found = next((template for template in templates() if template.id == name), None)
    if found is None:
        known = ", ".join(template.id for template in templates())
        raise WrongUse(f"{name}: there is no such form; it may be {known}")
    inspection.show_template(found)


@forms.command("explain")
@INPUT
@PASSWORD
def explain_form(source: str, password: str | None) -> None:
    """Say which form INPUT (- for standard input) was read by, what each column is, and why."""
    data = read(source)
    from perfparse import pipeline, readers
    from perfparse.review import explanation

    with naming(source):
        reading = pipeline.run(data, name_of(source), readers.Options(password))
    explanation.explain(reading)
