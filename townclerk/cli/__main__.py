from townclerk.cli.main import main

main()
