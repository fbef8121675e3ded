"""cab_portal: customer advisory boards and short surveys, so that no process is launched unheard."""
