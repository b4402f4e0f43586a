"""The AWS CLI in one process, for a shell that calls it many times.

    python cli.py serve SOCKET         answers calls, with the CLI's own code, until it is killed
    python cli.py call SOCKET WORD…    makes a call and ends as the CLI ended

Starting the CLI takes the better part of a second, most of it to load the models of AWS.
"""

import json
import socket
import sys


def serve(path):
    import contextlib
    import io

    from awscli.clidriver import create_clidriver

    driver = create_clidriver()
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(path)
    listener.listen()
    while True:
        connection, _ = listener.accept()
        with connection, connection.makefile("rw", encoding="utf-8") as stream:
            out, error = io.StringIO(), io.StringIO()
            with contextlib.redirect_stdout(out), contextlib.redirect_stderr(error):
                try:
                    code = driver.main(json.loads(stream.readline()))
                except SystemExit as end:
                    code = end.code
            json.dump([code, out.getvalue(), error.getvalue()], stream)
            stream.flush()


def call(path, words):
    connection = socket.socket(socket.AF_UNIX)
    connection.connect(path)
    with connection, connection.makefile("rw", encoding="utf-8") as stream:
        stream.write(json.dumps(words) + "\n")
        stream.flush()
        code, out, error = json.load(stream)
    sys.stdout.write(out)
    sys.stderr.write(error)
    sys.exit(code)


if sys.argv[1] == "serve":
    serve(sys.argv[2])
call(sys.argv[2], sys.argv[3:])
